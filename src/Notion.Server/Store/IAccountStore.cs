namespace Notion.Server.Store;

/// <summary>The people who can sign in.</summary>
internal interface IAccountStore
{
    /// <summary>False when the email is taken.</summary>
    Task<bool> TryAddAsync(Account account, CancellationToken cancellation = default);

    Task<Account?> FindByEmailAsync(string email, CancellationToken cancellation = default);

    Task<Account?> FindAsync(Guid id, CancellationToken cancellation = default);

    Task ReplacePasswordHashAsync(Guid id, string passwordHash, CancellationToken cancellation = default);
}
