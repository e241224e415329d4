namespace Notion.Workspace.Client.Editing;

/// <summary>Where typing goes: an offset in UTF-16 units into a block's text. The root stands for the page's title.</summary>
public readonly record struct Caret(BlockId Block, int Offset);
