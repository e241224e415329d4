namespace Notion.Server.NotionApi;

/// <summary>An option that a value names and that its property does not have yet.</summary>
internal readonly record struct MissingOption(string PropertyId, string Name);
