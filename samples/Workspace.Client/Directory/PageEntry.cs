namespace Notion.Workspace.Client.Directory;

/// <summary>A page as the server lists it.</summary>
internal sealed record PageEntry(Guid Id, string Title);
