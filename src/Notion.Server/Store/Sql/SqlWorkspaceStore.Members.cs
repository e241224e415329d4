using Notion.Server.Permissions;
using Notion.Server.Workspaces;
using Notion.Sync.Protocol;

namespace Notion.Server.Store.Sql;

/// <content>Changing who belongs to a workspace.</content>
internal sealed partial class SqlWorkspaceStore
{
    public Task<MembershipRefusal?> ChangeMemberAsync(Guid workspaceId, Guid userId, WorkspaceRole? role, Guid byUserId, AuditEvent? removed, CancellationToken cancellation = default) => database.WriteAsync<MembershipRefusal?>(
        async session =>
        {
            Dictionary<Guid, WorkspaceRole> roles = (await session.QueryAsync(
                "SELECT user_id, role FROM workspace_members WHERE workspace_id = @workspace AND (role = 'owner' OR user_id = @user OR user_id = @by)",
                row => (User: row.Id(0), Role: Role(row.Text(1))),
                ("@workspace", workspaceId),
                ("@user", userId),
                ("@by", byUserId)).ConfigureAwait(false)).ToDictionary(row => row.User, row => row.Role);
            WorkspaceRole? by = roles.TryGetValue(byUserId, out WorkspaceRole asking) ? asking : null;
            WorkspaceRole? before = roles.TryGetValue(userId, out WorkspaceRole current) ? current : null;
            Guid[] owners = [.. roles.Where(member => member.Value == WorkspaceRole.Owner).Select(member => member.Key)];
            if (MembershipRules.Refuse(by, userId == byUserId, before, role, owners.Length) is { } refusal) return refusal;

            (string, object?)[] member = [("@workspace", workspaceId), ("@user", userId)];
            if (role is { } wanted)
                await session.ExecuteAsync(
                    "UPDATE workspace_members SET role = @role WHERE workspace_id = @workspace AND user_id = @user", ("@role", wanted.Name()), ("@workspace", workspaceId), ("@user", userId)).ConfigureAwait(false);
            else
                await RemoveAsync(session, member).ConfigureAwait(false);
            if (role != WorkspaceRole.Owner && Array.Find(owners, owner => owner != userId) is var heir && heir != Guid.Empty)
                await session.ExecuteAsync(
                    "UPDATE workspaces SET owner_id = @heir WHERE id = @workspace AND owner_id = @user", ("@heir", heir), ("@workspace", workspaceId), ("@user", userId)).ConfigureAwait(false);
            if (role is null && removed is not null) await AuditRows.AppendAsync(session, removed).ConfigureAwait(false);
            return null;
        },
        cancellation);

    public Task<(MembershipRefusal? Refusal, WorkspaceMembership? Changed)> ChangeAsync(
        Guid workspaceId, Guid byUserId, string? name, PageAccess? memberAccess, WorkspaceMembership? seen, CancellationToken cancellation = default) =>
        database.WriteAsync<(MembershipRefusal?, WorkspaceMembership?)>(
            async session =>
            {
                if (await FindAsync(session, workspaceId, byUserId).ConfigureAwait(false) is not { } membership) return (MembershipRefusal.NoSuchWorkspace, null);
                if (!membership.Role.RunsWorkspace()) return (MembershipRefusal.RoleTooLow, null);
                if (seen is not null && seen != membership) return (MembershipRefusal.Stale, null);
                await session.ExecuteAsync(
                    "UPDATE workspaces SET name = coalesce(@name, name), member_access = coalesce(@access, member_access) WHERE id = @id",
                    ("@name", name),
                    ("@access", memberAccess?.Name()),
                    ("@id", workspaceId)).ConfigureAwait(false);
                return (null, await FindAsync(session, workspaceId, byUserId).ConfigureAwait(false));
            },
            cancellation);

    /// <summary>Their groups go with the membership.</summary>
    private static async ValueTask RemoveAsync(ISqlSession session, (string, object?)[] member)
    {
        foreach (string sql in (string[])
        [
            "DELETE FROM page_permissions WHERE kind = 'user' AND grantee_id = @user AND page_id IN (SELECT id FROM pages WHERE workspace_id = @workspace)",
            "DELETE FROM page_favourites WHERE user_id = @user AND page_id IN (SELECT id FROM pages WHERE workspace_id = @workspace)",
            "DELETE FROM workspace_members WHERE workspace_id = @workspace AND user_id = @user",
        ])
            await session.ExecuteAsync(sql, member).ConfigureAwait(false);
    }
}
