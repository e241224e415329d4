namespace Notion.Crdt;

/// <summary>How a cursor stands to the element that it names. The numbers are those of its encoding.</summary>
internal enum CursorAnchor : byte
{
    /// <summary>Just after it; after a block's own id: at the start of its text.</summary>
    After = 1,

    /// <summary>Just before it; before a block's own id: at the end of what its text was split from.</summary>
    Before = 2,

    /// <summary>At the end of the text in which it is, it having been the last of its sequence.</summary>
    End = 3,
}
