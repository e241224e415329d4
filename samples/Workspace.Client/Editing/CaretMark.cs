namespace Notion.Workspace.Client.Editing;

/// <summary>Marks a block as one that others are in.</summary>
/// <param name="Names">Who they are.</param>
/// <param name="Color">The colour of the first of them, for CSS.</param>
public sealed record CaretMark(string Names, string Color);
