namespace Notion.Server.Store.Sql;

internal sealed class SqlSessionStore(ISqlDatabase database) : ISessionStore
{
    private const string Columns =
        "SELECT s.token_hash, s.id, s.user_id, u.name, u.email, s.created_at, s.last_used_at, s.expires_at, s.ip_address, s.user_agent, u.email_verified_at FROM sessions s JOIN users u ON u.id = s.user_id ";

    public Task<bool> TryAddAsync(Session session, string? passwordHash, AuditEvent? signedIn, CancellationToken cancellation = default) => database.WriteAsync(
        async sql =>
        {
            // The condition: a password that is changed while somebody signs in with the old one must not leave them a session.
            if (passwordHash is not null
                && await sql.QueryNumberAsync("SELECT count(*) FROM users WHERE id = @user AND password_hash = @password", ("@user", session.UserId), ("@password", passwordHash)).ConfigureAwait(false) == 0)
                return false;
            await sql.ExecuteAsync(
                """
                INSERT INTO sessions (token_hash, id, user_id, created_at, last_used_at, expires_at, ip_address, user_agent)
                VALUES (@hash, @id, @user, @at, @used, @expires, @address, @agent)
                """,
                ("@hash", session.TokenHash),
                ("@id", session.Id),
                ("@user", session.UserId),
                ("@at", session.CreatedAt),
                ("@used", session.LastUsedAt),
                ("@expires", session.ExpiresAt),
                ("@address", session.Origin.Address),
                ("@agent", session.Origin.UserAgent)).ConfigureAwait(false);
            if (signedIn is not null) await AuditRows.AppendAsync(sql, signedIn).ConfigureAwait(false);
            return true;
        },
        cancellation);

    public Task<Session?> FindAsync(byte[] tokenHash, CancellationToken cancellation = default) =>
        database.ReadAsync(sql => sql.QueryFirstAsync(Columns + "WHERE s.token_hash = @hash", Map, ("@hash", tokenHash)), cancellation);

    public async Task<IReadOnlyList<Session>> ListAsync(Guid userId, DateTimeOffset now, CancellationToken cancellation = default) => await database.ReadAsync(
        sql => sql.QueryAsync(Columns + "WHERE s.user_id = @user AND s.expires_at > @now ORDER BY s.last_used_at DESC, s.id", Map, ("@user", userId), ("@now", now)),
        cancellation).ConfigureAwait(false);

    public Task ExtendAsync(byte[] tokenHash, DateTimeOffset usedAt, DateTimeOffset expiresAt, CancellationToken cancellation = default) => database.WriteAsync(
        sql => sql.ExecuteAsync(
            $"UPDATE sessions SET expires_at = {SqlText.Greatest(sql.Dialect, "expires_at", "@expires")}, last_used_at = {SqlText.Greatest(sql.Dialect, "last_used_at", "@used")} WHERE token_hash = @hash",
            ("@expires", expiresAt),
            ("@used", usedAt),
            ("@hash", tokenHash)),
        cancellation);

    public Task<bool> RemoveAsync(Guid userId, Guid sessionId, CancellationToken cancellation = default) => database.WriteAsync(
        async sql => await sql.ExecuteAsync("DELETE FROM sessions WHERE id = @id AND user_id = @user", ("@id", sessionId), ("@user", userId)).ConfigureAwait(false) == 1,
        cancellation);

    public Task RemoveAllAsync(Guid userId, CancellationToken cancellation = default) =>
        database.WriteAsync(sql => sql.ExecuteAsync("DELETE FROM sessions WHERE user_id = @user", ("@user", userId)), cancellation);

    public Task<int> RemoveExpiredAsync(DateTimeOffset now, CancellationToken cancellation = default) =>
        database.WriteAsync(sql => sql.ExecuteAsync("DELETE FROM sessions WHERE expires_at <= @now", ("@now", now)), cancellation);

    private static Session Map(SqlRow row) => new(
        row.Bytes(0),
        row.Id(1),
        row.Id(2),
        row.Text(3),
        row.Text(4),
        row.Time(5),
        row.Time(6),
        row.Time(7),
        new RequestOrigin(row.OptionalText(8), row.OptionalText(9)))
    { EmailVerified = !row.IsNull(10) };
}
