namespace Notion.Server.Store;

/// <summary>The people who can sign in.</summary>
internal interface IAccountStore
{
    /// <summary>False when the email is taken.</summary>
    Task<bool> TryAddAsync(Account account, CancellationToken cancellation = default);

    Task<Account?> FindByEmailAsync(string email, CancellationToken cancellation = default);

    Task<Account?> FindAsync(Guid id, CancellationToken cancellation = default);

    /// <summary>Sets the hash of the same password, made anew. False when the hash is no longer <paramref name="oldHash"/>.</summary>
    Task<bool> ReplacePasswordHashAsync(Guid id, string oldHash, string newHash, CancellationToken cancellation = default);

    /// <summary>Sets another password and ends all sessions but one. False, and nothing is done, when the hash is no longer <paramref name="oldHash"/>.</summary>
    Task<bool> ChangePasswordAsync(Guid id, string oldHash, string newHash, Guid keptSessionId, CancellationToken cancellation = default);

    /// <summary>False, and nothing is done, when the name is no longer <paramref name="oldName"/>; null for whatever it is.</summary>
    Task<bool> TryRenameAsync(Guid id, string name, string? oldName, CancellationToken cancellation = default);
}
