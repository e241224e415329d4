namespace Notion.Crdt;

/// <summary>Where a cursor is at the moment, as <see cref="Document.Resolve(in Cursor)"/> found it.</summary>
/// <param name="Status">Whether that is shown.</param>
/// <param name="Block">The block that shows the place, or did before it was deleted; <see cref="BlockId.Root"/> where the place is not known.</param>
/// <param name="Offset">In UTF-16 units of the block's text; 0 where the place is not known.</param>
public readonly record struct CursorPosition(CursorStatus Status, BlockId Block, int Offset)
{
    /// <summary>The key of the property whose text the place is in; null for the block's own text.</summary>
    public string? Property { get; init; }

    /// <summary>Whether the place is in a live block.</summary>
    public bool IsShown => Status == CursorStatus.Shown;
}
