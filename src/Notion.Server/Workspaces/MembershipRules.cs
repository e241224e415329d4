using Notion.Server.Store;

namespace Notion.Server.Workspaces;

/// <summary>Who may say who belongs to a workspace, and as what. docs/permissions.md has the table.</summary>
internal static class MembershipRules
{
    /// <summary>Whether somebody of one role may give another role to somebody, or take it away.</summary>
    public static bool MayGive(this WorkspaceRole by, WorkspaceRole role) => by == WorkspaceRole.Owner || (by == WorkspaceRole.Admin && role < WorkspaceRole.Admin);

    /// <summary>What keeps a change from being made; null when nothing does.</summary>
    /// <param name="by">The asker's role; null when they do not belong to the workspace.</param>
    /// <param name="isOwn">The asker changes their own role, or leaves.</param>
    /// <param name="before">The role of the member; null when there is no such member.</param>
    /// <param name="after">The role that the member is to have; null for none any more.</param>
    /// <param name="owners">How many owners there are.</param>
    public static MembershipRefusal? Refuse(WorkspaceRole? by, bool isOwn, WorkspaceRole? before, WorkspaceRole? after, long owners)
    {
        if (by is not { } role) return MembershipRefusal.NoSuchWorkspace;
        bool leaves = isOwn && after is null;
        if (!leaves && !role.RunsWorkspace()) return MembershipRefusal.RoleTooLow;
        if (before is not { } current) return MembershipRefusal.NoSuchMember;
        if (!leaves && !(role.MayGive(current) || isOwn)) return MembershipRefusal.RoleTooLow;
        if (after is { } wanted && !(role.MayGive(wanted) || (isOwn && wanted <= role))) return MembershipRefusal.RoleTooLow;
        return current == WorkspaceRole.Owner && after != WorkspaceRole.Owner && owners <= 1 ? MembershipRefusal.LastOwner : null;
    }
}
