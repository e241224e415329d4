namespace Notion.Server.Store.Sql;

internal sealed class SqlAccountStore(ISqlDatabase database) : IAccountStore
{
    private const string Columns = "SELECT id, email, name, password_hash, created_at FROM users ";

    public Task<bool> TryAddAsync(Account account, CancellationToken cancellation = default) => database.WriteAsync(
        async session => await session.ExecuteAsync(
            "INSERT INTO users (id, email, name, password_hash, created_at) VALUES (@id, @email, @name, @hash, @at) ON CONFLICT (email) DO NOTHING",
            ("@id", account.Id),
            ("@email", account.Email),
            ("@name", account.Name),
            ("@hash", account.PasswordHash),
            ("@at", account.CreatedAt)).ConfigureAwait(false) == 1,
        cancellation);

    public Task<Account?> FindByEmailAsync(string email, CancellationToken cancellation = default) =>
        database.ReadAsync(session => session.QueryFirstAsync(Columns + "WHERE email = @email", Map, ("@email", email)), cancellation);

    public Task<Account?> FindAsync(Guid id, CancellationToken cancellation = default) =>
        database.ReadAsync(session => session.QueryFirstAsync(Columns + "WHERE id = @id", Map, ("@id", id)), cancellation);

    public Task ReplacePasswordHashAsync(Guid id, string passwordHash, CancellationToken cancellation = default) => database.WriteAsync(
        session => session.ExecuteAsync("UPDATE users SET password_hash = @hash WHERE id = @id", ("@hash", passwordHash), ("@id", id)),
        cancellation);

    private static Account Map(SqlRow row) => new(row.Id(0), row.Text(1), row.Text(2), row.Text(3), row.Time(4));
}
