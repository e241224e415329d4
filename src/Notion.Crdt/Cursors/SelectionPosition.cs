namespace Notion.Crdt;

/// <summary>Where a selection is at the moment.</summary>
/// <param name="Anchor">Where it was begun.</param>
/// <param name="Head">Where the caret is.</param>
public readonly record struct SelectionPosition(CursorPosition Anchor, CursorPosition Head)
{
    /// <summary>Whether both ends are in live blocks.</summary>
    public bool IsShown => Anchor.IsShown && Head.IsShown;
}
