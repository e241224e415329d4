namespace Notion.Server.Store;

/// <summary>Who is signed in.</summary>
internal interface ISessionStore
{
    /// <param name="session">The new session.</param>
    /// <param name="passwordHash">What the password was checked against: false, and nothing is added, when it is another by now. Null where no password was asked.</param>
    /// <param name="signedIn">What the audit says of it; null where somebody has just signed up.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task<bool> TryAddAsync(Session session, string? passwordHash, AuditEvent? signedIn, CancellationToken cancellation = default);

    /// <summary>The session, expired or not; null when there is none.</summary>
    Task<Session?> FindAsync(byte[] tokenHash, CancellationToken cancellation = default);

    /// <summary>The user's sessions that are not expired, the one used last first.</summary>
    Task<IReadOnlyList<Session>> ListAsync(Guid userId, DateTimeOffset now, CancellationToken cancellation = default);

    Task ExtendAsync(byte[] tokenHash, DateTimeOffset usedAt, DateTimeOffset expiresAt, CancellationToken cancellation = default);

    /// <summary>False when the user has no such session.</summary>
    Task<bool> RemoveAsync(Guid userId, Guid sessionId, CancellationToken cancellation = default);

    /// <summary>Ends every session of the user.</summary>
    Task RemoveAllAsync(Guid userId, CancellationToken cancellation = default);

    /// <summary>Forgets the sessions that expired before <paramref name="now"/>; returns how many.</summary>
    Task<int> RemoveExpiredAsync(DateTimeOffset now, CancellationToken cancellation = default);
}
