namespace Notion.Server.Search;

/// <summary>A range of a text, in UTF-16 code units.</summary>
internal sealed record SearchRange(int Start, int Length);
