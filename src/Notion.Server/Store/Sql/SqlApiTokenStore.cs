using Notion.Server.Tokens;

namespace Notion.Server.Store.Sql;

internal sealed class SqlApiTokenStore(ISqlDatabase database) : IApiTokenStore
{
    private const string Columns =
        """
        SELECT t.id, t.token_hash, t.workspace_id, t.user_id, u.name, t.name, t.scopes, t.created_at, t.expires_at, t.last_used_at
        FROM api_tokens t JOIN users u ON u.id = t.user_id JOIN workspace_members m ON m.workspace_id = t.workspace_id AND m.user_id = t.user_id

        """;

    public Task AddAsync(ApiToken token, CancellationToken cancellation = default) => database.WriteAsync(
        session => session.ExecuteAsync(
            "INSERT INTO api_tokens (id, token_hash, workspace_id, user_id, name, scopes, created_at, expires_at) VALUES (@id, @hash, @workspace, @user, @name, @scopes, @at, @expires)",
            ("@id", token.Id),
            ("@hash", token.TokenHash),
            ("@workspace", token.WorkspaceId),
            ("@user", token.UserId),
            ("@name", token.Name),
            ("@scopes", (int)token.Scopes),
            ("@at", token.CreatedAt),
            ("@expires", token.ExpiresAt)),
        cancellation);

    public Task<ApiToken?> FindAsync(byte[] tokenHash, CancellationToken cancellation = default) =>
        database.ReadAsync(session => session.QueryFirstAsync(Columns + "WHERE t.token_hash = @hash", Map, ("@hash", tokenHash)), cancellation);

    public async Task<IReadOnlyList<ApiToken>> ListAsync(Guid workspaceId, Guid? userId, CancellationToken cancellation = default) => await database.ReadAsync(
        session => userId is null
            ? session.QueryAsync(Columns + "WHERE t.workspace_id = @workspace ORDER BY t.created_at, t.id", Map, ("@workspace", workspaceId))
            : session.QueryAsync(Columns + "WHERE t.workspace_id = @workspace AND t.user_id = @user ORDER BY t.created_at, t.id", Map, ("@workspace", workspaceId), ("@user", userId)),
        cancellation).ConfigureAwait(false);

    public Task UsedAsync(Guid tokenId, DateTimeOffset at, CancellationToken cancellation = default) => database.WriteAsync(
        session => session.ExecuteAsync("UPDATE api_tokens SET last_used_at = @at WHERE id = @id AND (last_used_at IS NULL OR last_used_at < @at)", ("@at", at), ("@id", tokenId)),
        cancellation);

    public Task<Guid?> RemoveAsync(Guid workspaceId, Guid tokenId, Guid? userId, CancellationToken cancellation = default) => database.WriteAsync<Guid?>(
        async session =>
        {
            List<Guid> owners = await session.QueryAsync(
                "SELECT user_id FROM api_tokens WHERE id = @id AND workspace_id = @workspace",
                row => row.Id(0),
                ("@id", tokenId),
                ("@workspace", workspaceId)).ConfigureAwait(false);
            if (owners.Count == 0 || (userId is { } user && owners[0] != user)) return null;
            await session.ExecuteAsync("DELETE FROM api_tokens WHERE id = @id", ("@id", tokenId)).ConfigureAwait(false);
            return owners[0];
        },
        cancellation);

    private static ApiToken Map(SqlRow row) => new(
        row.Id(0),
        row.Bytes(1),
        row.Id(2),
        row.Id(3),
        row.Text(4),
        row.Text(5),
        (TokenScopes)row.Number(6),
        row.Time(7),
        row.OptionalTime(8),
        row.OptionalTime(9));
}
