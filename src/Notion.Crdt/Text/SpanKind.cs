namespace Notion.Crdt;

/// <summary>What the elements of a <see cref="Span"/> are.</summary>
internal enum SpanKind : byte
{
    /// <summary>Characters of the basic plane: one UTF-16 unit each.</summary>
    Basic = 1,

    /// <summary>Characters beyond it: a surrogate pair each.</summary>
    Astral = 2,

    /// <summary>One element: where a block that a split created begins.</summary>
    Boundary = 3,

    /// <summary>One element: the start of a sequence, and of the block that the sequence was made for. Always active.</summary>
    Head = 4,
}
