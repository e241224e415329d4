namespace Notion.Crdt;

/// <summary>What differs in the text of one property between two versions.</summary>
/// <param name="Key">The property's key.</param>
/// <param name="Steps">The steps from the text before to the text after; of a block that was not shown, its whole text. Never empty.</param>
public sealed record PropertyTextDelta(string Key, IReadOnlyList<TextDelta> Steps);
