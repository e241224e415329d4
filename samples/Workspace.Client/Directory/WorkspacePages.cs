namespace Notion.Workspace.Client.Directory;

/// <summary>A workspace and its pages.</summary>
internal sealed record WorkspacePages(Guid Id, string Name, IReadOnlyList<PageEntry> Pages);
