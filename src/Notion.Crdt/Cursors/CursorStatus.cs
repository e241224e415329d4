namespace Notion.Crdt;

/// <summary>Whether a cursor's place is shown.</summary>
public enum CursorStatus
{
    /// <summary>In a live block.</summary>
    Shown,

    /// <summary>In a block that is in the trash, by itself or under another. When that is restored, the cursor is shown again.</summary>
    InTrash,

    /// <summary>Next to text that this document does not hold: it has not arrived yet, or belongs to another page.</summary>
    Unknown,
}
