namespace Notion.Server.Store.Sql;

internal sealed class SqlSessionStore(ISqlDatabase database) : ISessionStore
{
    public Task AddAsync(Session session, CancellationToken cancellation = default) => database.WriteAsync(
        sql => sql.ExecuteAsync(
            "INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES (@hash, @user, @at, @expires)",
            ("@hash", session.TokenHash),
            ("@user", session.UserId),
            ("@at", session.CreatedAt),
            ("@expires", session.ExpiresAt)),
        cancellation);

    public Task<Session?> FindAsync(byte[] tokenHash, CancellationToken cancellation = default) => database.ReadAsync(
        sql => sql.QueryFirstAsync(
            "SELECT s.user_id, u.name, u.email, s.created_at, s.expires_at FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = @hash",
            row => new Session(tokenHash, row.Id(0), row.Text(1), row.Text(2), row.Time(3), row.Time(4)),
            ("@hash", tokenHash)),
        cancellation);

    public Task ExtendAsync(byte[] tokenHash, DateTimeOffset expiresAt, CancellationToken cancellation = default) => database.WriteAsync(
        sql => sql.ExecuteAsync($"UPDATE sessions SET expires_at = {SqlText.Greatest(sql.Dialect, "expires_at", "@expires")} WHERE token_hash = @hash", ("@expires", expiresAt), ("@hash", tokenHash)),
        cancellation);

    public Task RemoveAsync(byte[] tokenHash, CancellationToken cancellation = default) =>
        database.WriteAsync(sql => sql.ExecuteAsync("DELETE FROM sessions WHERE token_hash = @hash", ("@hash", tokenHash)), cancellation);

    public Task<int> RemoveExpiredAsync(DateTimeOffset now, CancellationToken cancellation = default) =>
        database.WriteAsync(sql => sql.ExecuteAsync("DELETE FROM sessions WHERE expires_at <= @now", ("@now", now)), cancellation);
}
