using Notion.Server.Permissions;

namespace Notion.Server.Store.Sql;

internal sealed class SqlInvitationStore(ISqlDatabase database) : IInvitationStore
{
    private const string Columns =
        """
        SELECT i.id, i.token_hash, i.workspace_id, w.name, i.email, i.role, i.invited_by, u.name, i.created_at, i.expires_at
        FROM invitations i JOIN workspaces w ON w.id = i.workspace_id JOIN users u ON u.id = i.invited_by

        """;

    public Task PutAsync(Invitation invitation, CancellationToken cancellation = default) => database.WriteAsync(
        session => session.ExecuteAsync(
            """
            INSERT INTO invitations (id, token_hash, workspace_id, email, role, invited_by, created_at, expires_at)
            VALUES (@id, @hash, @workspace, @email, @role, @by, @at, @expires)
            ON CONFLICT (workspace_id, email) DO UPDATE SET id = excluded.id, token_hash = excluded.token_hash, role = excluded.role,
                invited_by = excluded.invited_by, created_at = excluded.created_at, expires_at = excluded.expires_at
            """,
            ("@id", invitation.Id),
            ("@hash", invitation.TokenHash),
            ("@workspace", invitation.WorkspaceId),
            ("@email", invitation.Email),
            ("@role", invitation.Role.Name()),
            ("@by", invitation.InvitedBy),
            ("@at", invitation.CreatedAt),
            ("@expires", invitation.ExpiresAt)),
        cancellation);

    public Task<Invitation?> FindAsync(byte[] tokenHash, CancellationToken cancellation = default) =>
        database.ReadAsync(session => session.QueryFirstAsync(Columns + "WHERE i.token_hash = @hash", Map, ("@hash", tokenHash)), cancellation);

    public async Task<IReadOnlyList<Invitation>> ListAsync(Guid workspaceId, DateTimeOffset now, CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.QueryAsync(Columns + "WHERE i.workspace_id = @workspace AND i.expires_at > @now ORDER BY i.created_at, i.id", Map, ("@workspace", workspaceId), ("@now", now)),
        cancellation).ConfigureAwait(false);

    public Task<bool> AcceptAsync(byte[] tokenHash, Guid userId, DateTimeOffset now, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            int added = await session.ExecuteAsync(
                """
                INSERT INTO workspace_members (workspace_id, user_id, role)
                SELECT workspace_id, @user, role FROM invitations WHERE token_hash = @hash AND expires_at > @now
                ON CONFLICT DO NOTHING
                """,
                ("@user", userId),
                ("@hash", tokenHash),
                ("@now", now)).ConfigureAwait(false);
            int ended = await session.ExecuteAsync("DELETE FROM invitations WHERE token_hash = @hash AND expires_at > @now", ("@hash", tokenHash), ("@now", now)).ConfigureAwait(false);
            return added + ended > 0;
        },
        cancellation);

    public Task<bool> RemoveAsync(Guid workspaceId, Guid invitationId, CancellationToken cancellation = default) => database.WriteAsync(
        async session => await session.ExecuteAsync(
            "DELETE FROM invitations WHERE id = @id AND workspace_id = @workspace",
            ("@id", invitationId),
            ("@workspace", workspaceId)).ConfigureAwait(false) == 1,
        cancellation);

    private static Invitation Map(SqlRow row) => new(
        row.Id(0),
        row.Bytes(1),
        row.Id(2),
        row.Text(3),
        row.Text(4),
        PermissionNames.Known(PermissionNames.Role(row.Text(5)), row.Text(5)),
        row.Id(6),
        row.Text(7),
        row.Time(8),
        row.Time(9));
}
