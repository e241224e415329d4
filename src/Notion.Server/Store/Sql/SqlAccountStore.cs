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

    public Task<bool> ReplacePasswordHashAsync(Guid id, string oldHash, string newHash, CancellationToken cancellation = default) =>
        database.WriteAsync(session => ReplaceAsync(session, id, oldHash, newHash), cancellation);

    public Task<bool> ChangePasswordAsync(Guid id, string oldHash, string newHash, Guid keptSessionId, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            if (!await ReplaceAsync(session, id, oldHash, newHash).ConfigureAwait(false)) return false;
            await session.ExecuteAsync("DELETE FROM sessions WHERE user_id = @id AND id <> @kept", ("@id", id), ("@kept", keptSessionId)).ConfigureAwait(false);
            return true;
        },
        cancellation);

    public Task<bool> TryRenameAsync(Guid id, string name, string? oldName, CancellationToken cancellation = default) => database.WriteAsync(
        async session => await session.ExecuteAsync(
            "UPDATE users SET name = @name WHERE id = @id AND name = coalesce(@old, name)",
            ("@name", name),
            ("@id", id),
            ("@old", oldName)).ConfigureAwait(false) == 1,
        cancellation);

    private static async ValueTask<bool> ReplaceAsync(ISqlSession session, Guid id, string oldHash, string newHash) => await session.ExecuteAsync(
        "UPDATE users SET password_hash = @new WHERE id = @id AND password_hash = @old",
        ("@new", newHash),
        ("@id", id),
        ("@old", oldHash)).ConfigureAwait(false) == 1;

    private static Account Map(SqlRow row) => new(row.Id(0), row.Text(1), row.Text(2), row.Text(3), row.Time(4));
}
