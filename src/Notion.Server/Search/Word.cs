namespace Notion.Server.Search;

/// <summary>A word of a text, folded, with where it stands there (in UTF-16 code units).</summary>
internal readonly record struct Word(string Folded, int Start, int Length);
