namespace Notion.Server.Store;

/// <summary>A workspace as one of its members sees it.</summary>
internal sealed record WorkspaceMembership(Workspace Workspace, WorkspaceRole Role);
