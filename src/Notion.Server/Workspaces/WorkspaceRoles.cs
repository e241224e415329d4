using Notion.Server.Store;

namespace Notion.Server.Workspaces;

/// <summary>What roles allow.</summary>
internal static class WorkspaceRoles
{
    /// <summary>Whether the role looks after the workspace: its members and groups, what everyone in it may, its tokens, its invitations, its audit.</summary>
    public static bool RunsWorkspace(this WorkspaceRole role) => role >= WorkspaceRole.Admin;
}
