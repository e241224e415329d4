namespace Notion.Crdt;

/// <summary>What became of the text of one property in a commit or an update.</summary>
/// <param name="Key">The property's key.</param>
/// <param name="Edits">The steps from the old text to the new, in order; never empty.</param>
public sealed record PropertyTextChange(string Key, IReadOnlyList<TextEdit> Edits);
