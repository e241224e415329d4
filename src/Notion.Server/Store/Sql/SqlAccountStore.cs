namespace Notion.Server.Store.Sql;

internal sealed class SqlAccountStore(ISqlDatabase database) : IAccountStore
{
    /// <summary>What <see cref="Map"/> reads, of <c>users u</c>.</summary>
    public const string Columns = "u.id, u.email, u.name, u.password_hash, u.created_at, u.email_verified_at";

    private const string Select = $"SELECT {Columns} FROM users u ";

    public Task<bool> TryAddAsync(Account account, CancellationToken cancellation = default) => database.WriteAsync(session => TryInsertAsync(session, account), cancellation);

    public Task<Account?> FindByEmailAsync(string email, CancellationToken cancellation = default) =>
        database.ReadAsync(session => session.QueryFirstAsync(Select + "WHERE u.email = @email", Map, ("@email", email)), cancellation);

    public Task<Account?> FindAsync(Guid id, CancellationToken cancellation = default) =>
        database.ReadAsync(session => session.QueryFirstAsync(Select + "WHERE u.id = @id", Map, ("@id", id)), cancellation);

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

    /// <summary>False when the email is taken.</summary>
    public static async ValueTask<bool> TryInsertAsync(ISqlSession session, Account account) => await session.ExecuteAsync(
        "INSERT INTO users (id, email, name, password_hash, created_at, email_verified_at) VALUES (@id, @email, @name, @hash, @at, @verified) ON CONFLICT (email) DO NOTHING",
        ("@id", account.Id),
        ("@email", account.Email),
        ("@name", account.Name),
        ("@hash", account.PasswordHash),
        ("@at", account.CreatedAt),
        ("@verified", account.EmailVerifiedAt)).ConfigureAwait(false) == 1;

    public static Account Map(SqlRow row) => new(row.Id(0), row.Text(1), row.Text(2), row.Text(3), row.Time(4)) { EmailVerifiedAt = row.OptionalTime(5) };
}
