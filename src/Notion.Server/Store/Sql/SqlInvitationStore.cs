using Notion.Server.Permissions;
using Notion.Server.Workspaces;
using Notion.Sync.Protocol;

namespace Notion.Server.Store.Sql;

internal sealed class SqlInvitationStore(ISqlDatabase database) : IInvitationStore
{
    private const string Columns =
        """
        SELECT i.id, i.token_hash, i.workspace_id, w.name, i.email, i.role, i.invited_by, u.name, i.created_at, i.expires_at, i.page_id, i.level
        FROM invitations i JOIN workspaces w ON w.id = i.workspace_id JOIN users u ON u.id = i.invited_by

        """;

    public Task PutAsync(Invitation invitation, AuditEvent? shared, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            await session.ExecuteAsync(
                "DELETE FROM invitations WHERE workspace_id = @workspace AND email = @email AND coalesce(page_id, workspace_id) = @place",
                ("@workspace", invitation.WorkspaceId),
                ("@email", invitation.Email),
                ("@place", invitation.PageId ?? invitation.WorkspaceId)).ConfigureAwait(false);
            await session.ExecuteAsync(
                """
                INSERT INTO invitations (id, token_hash, workspace_id, email, role, invited_by, created_at, expires_at, page_id, level)
                VALUES (@id, @hash, @workspace, @email, @role, @by, @at, @expires, @page, @level)
                """,
                ("@id", invitation.Id),
                ("@hash", invitation.TokenHash),
                ("@workspace", invitation.WorkspaceId),
                ("@email", invitation.Email),
                ("@role", invitation.Role.Name()),
                ("@by", invitation.InvitedBy),
                ("@at", invitation.CreatedAt),
                ("@expires", invitation.ExpiresAt),
                ("@page", invitation.PageId),
                ("@level", invitation.PageId is null ? null : invitation.Level.Name())).ConfigureAwait(false);
            if (shared is not null) await AuditRows.AppendAsync(session, shared).ConfigureAwait(false);
            return true;
        },
        cancellation);

    public Task<Invitation?> FindAsync(byte[] tokenHash, DateTimeOffset now, CancellationToken cancellation = default) =>
        database.ReadAsync(session => FindAsync(session, tokenHash, now), cancellation);

    public async Task<IReadOnlyList<Invitation>> ListAsync(Guid workspaceId, DateTimeOffset now, CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.QueryAsync(Columns + "WHERE i.workspace_id = @workspace AND i.expires_at > @now ORDER BY i.created_at, i.id", Map, ("@workspace", workspaceId), ("@now", now)),
        cancellation).ConfigureAwait(false);

    public async Task<IReadOnlyList<Invitation>> ListOfPageAsync(Guid pageId, DateTimeOffset now, CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.QueryAsync(Columns + "WHERE i.page_id = @page AND i.expires_at > @now ORDER BY i.created_at, i.id", Map, ("@page", pageId), ("@now", now)),
        cancellation).ConfigureAwait(false);

    public Task<bool> AcceptAsync(byte[] tokenHash, Guid userId, DateTimeOffset now, AuditEvent added, AuditEvent? shared, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            if (await FindAsync(session, tokenHash, now).ConfigureAwait(false) is not { } invitation) return false;
            int joined = await session.ExecuteAsync(
                "INSERT INTO workspace_members (workspace_id, user_id, role) VALUES (@workspace, @user, @role) ON CONFLICT DO NOTHING",
                ("@workspace", invitation.WorkspaceId),
                ("@user", userId),
                ("@role", invitation.Role.Name())).ConfigureAwait(false);
            if (joined == 1) await AuditRows.AppendAsync(session, added).ConfigureAwait(false);
            if (invitation.PageId is { } page && await ShareAsync(session, page, userId, invitation.Level).ConfigureAwait(false) && shared is not null)
                await AuditRows.AppendAsync(session, shared).ConfigureAwait(false);
            await session.ExecuteAsync("DELETE FROM invitations WHERE id = @id", ("@id", invitation.Id)).ConfigureAwait(false);
            return true;
        },
        cancellation);

    public Task<bool> RemoveAsync(Guid workspaceId, Guid invitationId, CancellationToken cancellation = default) => database.WriteAsync(
        async session => await session.ExecuteAsync(
            "DELETE FROM invitations WHERE id = @id AND workspace_id = @workspace",
            ("@id", invitationId),
            ("@workspace", workspaceId)).ConfigureAwait(false) == 1,
        cancellation);

    public Task<bool> RemoveFromPageAsync(Guid pageId, Guid invitationId, AuditEvent shared, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            if (await session.ExecuteAsync("DELETE FROM invitations WHERE id = @id AND page_id = @page", ("@id", invitationId), ("@page", pageId)).ConfigureAwait(false) == 0) return false;
            await AuditRows.AppendAsync(session, shared).ConfigureAwait(false);
            return true;
        },
        cancellation);

    /// <summary>Only while who invited could still invite so: what somebody asks for ends with their right to ask for it.</summary>
    private static async ValueTask<Invitation?> FindAsync(ISqlSession session, byte[] tokenHash, DateTimeOffset now)
    {
        if (await session.QueryFirstAsync(Columns + "WHERE i.token_hash = @hash AND i.expires_at > @now", Map, ("@hash", tokenHash), ("@now", now)).ConfigureAwait(false) is not { } found) return null;
        if (found.PageId is { } page)
        {
            var inviter = Asker.User(found.InvitedBy);
            return PageGuard.See(page, await SqlPermissionStore.GatherAsync(session, [page], inviter, now).ConfigureAwait(false), inviter) is { IsFull: true } ? found : null;
        }
        WorkspaceRole[] roles = [.. await session.QueryAsync(
            "SELECT role FROM workspace_members WHERE workspace_id = @workspace AND user_id = @user",
            row => Role(row.Text(0)),
            ("@workspace", found.WorkspaceId),
            ("@user", found.InvitedBy)).ConfigureAwait(false)];
        return roles is [var role] && role.MayGive(found.Role) ? found : null;
    }

    /// <returns>False where the page gives the user as much already.</returns>
    private static async ValueTask<bool> ShareAsync(ISqlSession session, Guid page, Guid userId, PageAccess level)
    {
        List<string> said = await session.QueryAsync(
            "SELECT level FROM page_permissions WHERE page_id = @page AND kind = 'user' AND grantee_id = @user", row => row.Text(0), ("@page", page), ("@user", userId)).ConfigureAwait(false);
        if (said is [var now] && PermissionNames.Known(PermissionNames.Level(now), now) >= level) return false;
        await SqlPermissionStore.SayAsync(session, page, new Grant(GranteeKind.User, userId, level)).ConfigureAwait(false);
        return true;
    }

    private static WorkspaceRole Role(string name) => PermissionNames.Known(PermissionNames.Role(name), name);

    private static Invitation Map(SqlRow row) => new(
        row.Id(0),
        row.Bytes(1),
        row.Id(2),
        row.Text(3),
        row.Text(4),
        Role(row.Text(5)),
        row.Id(6),
        row.Text(7),
        row.Time(8),
        row.Time(9))
    {
        PageId = row.OptionalId(10),
        Level = row.OptionalText(11) is { } level ? PermissionNames.Known(PermissionNames.Level(level), level) : PageAccess.None,
    };
}
