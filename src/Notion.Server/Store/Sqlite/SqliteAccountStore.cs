using Microsoft.Data.Sqlite;

namespace Notion.Server.Store.Sqlite;

internal sealed class SqliteAccountStore(SqliteDatabase database) : IAccountStore
{
    private const string Columns = "SELECT id, email, name, password_hash, created_at FROM users ";

    public Task<bool> TryAddAsync(Account account, CancellationToken cancellation = default) => database.WriteAsync(
        session => session.Execute(
            "INSERT INTO users (id, email, name, password_hash, created_at) VALUES ($id, $email, $name, $hash, $at) ON CONFLICT (email) DO NOTHING",
            ("$id", account.Id.ToSql()),
            ("$email", account.Email),
            ("$name", account.Name),
            ("$hash", account.PasswordHash),
            ("$at", account.CreatedAt.ToSql())) == 1,
        cancellation);

    public Task<Account?> FindByEmailAsync(string email, CancellationToken cancellation = default) =>
        database.ReadAsync(session => session.QueryFirst(Columns + "WHERE email = $email", Map, ("$email", email)), cancellation);

    public Task<Account?> FindAsync(Guid id, CancellationToken cancellation = default) =>
        database.ReadAsync(session => session.QueryFirst(Columns + "WHERE id = $id", Map, ("$id", id.ToSql())), cancellation);

    public Task ReplacePasswordHashAsync(Guid id, string passwordHash, CancellationToken cancellation = default) => database.WriteAsync(
        session => session.Execute("UPDATE users SET password_hash = $hash WHERE id = $id", ("$hash", passwordHash), ("$id", id.ToSql())),
        cancellation);

    private static Account Map(SqliteDataReader row) => new(row.ReadId(0), row.GetString(1), row.GetString(2), row.GetString(3), row.ReadTime(4));
}
