namespace Notion.Server.Store.Sqlite;

internal sealed class SqliteSessionStore(SqliteDatabase database) : ISessionStore
{
    public Task AddAsync(Session session, CancellationToken cancellation = default) => database.WriteAsync(
        sql => sql.Execute(
            "INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES ($hash, $user, $at, $expires)",
            ("$hash", session.TokenHash),
            ("$user", session.UserId.ToSql()),
            ("$at", session.CreatedAt.ToSql()),
            ("$expires", session.ExpiresAt.ToSql())),
        cancellation);

    public Task<Session?> FindAsync(byte[] tokenHash, CancellationToken cancellation = default) => database.ReadAsync(
        sql => sql.QueryFirst(
            "SELECT s.user_id, u.name, u.email, s.created_at, s.expires_at FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.token_hash = $hash",
            row => new Session(tokenHash, row.ReadId(0), row.GetString(1), row.GetString(2), row.ReadTime(3), row.ReadTime(4)),
            ("$hash", tokenHash)),
        cancellation);

    public Task ExtendAsync(byte[] tokenHash, DateTimeOffset expiresAt, CancellationToken cancellation = default) => database.WriteAsync(
        sql => sql.Execute("UPDATE sessions SET expires_at = max(expires_at, $expires) WHERE token_hash = $hash", ("$expires", expiresAt.ToSql()), ("$hash", tokenHash)),
        cancellation);

    public Task RemoveAsync(byte[] tokenHash, CancellationToken cancellation = default) =>
        database.WriteAsync(sql => sql.Execute("DELETE FROM sessions WHERE token_hash = $hash", ("$hash", tokenHash)), cancellation);

    public Task<int> RemoveExpiredAsync(DateTimeOffset now, CancellationToken cancellation = default) =>
        database.WriteAsync(sql => sql.Execute("DELETE FROM sessions WHERE expires_at <= $now", ("$now", now.ToSql())), cancellation);
}
