namespace Notion.Server.Store;

/// <summary>Sign-ins by providers: those under way, and which user somebody at a provider is.</summary>
internal interface IExternalLoginStore
{
    /// <summary>Adds the attempt, and forgets those that have expired.</summary>
    Task BeginAsync(ExternalSignInAttempt attempt, DateTimeOffset now, CancellationToken cancellation = default);

    /// <summary>Takes the attempt out: whoever comes second with the same state gets null.</summary>
    Task<ExternalSignInAttempt?> TakeAsync(byte[] stateHash, CancellationToken cancellation = default);

    Task<Account?> FindAsync(ExternalLogin login, CancellationToken cancellation = default);

    /// <summary>Adds the account and its login, both or neither. False when the email or the login is another account's.</summary>
    Task<bool> TryAddAsync(Account account, ExternalLogin login, CancellationToken cancellation = default);

    /// <summary>Adds a login to an account. False when it is another account's.</summary>
    /// <param name="userId">The account.</param>
    /// <param name="login">The login.</param>
    /// <param name="verifiedEmail">An email that the provider vouches for: where it is the account's, it is verified from now on. Null for none.</param>
    /// <param name="at">The time.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task<bool> TryLinkAsync(Guid userId, ExternalLogin login, string? verifiedEmail, DateTimeOffset at, CancellationToken cancellation = default);
}
