namespace Notion.Server.Store;

/// <summary>Who is signed in.</summary>
internal interface ISessionStore
{
    Task AddAsync(Session session, CancellationToken cancellation = default);

    /// <summary>The session, expired or not; null when there is none.</summary>
    Task<Session?> FindAsync(byte[] tokenHash, CancellationToken cancellation = default);

    Task ExtendAsync(byte[] tokenHash, DateTimeOffset expiresAt, CancellationToken cancellation = default);

    Task RemoveAsync(byte[] tokenHash, CancellationToken cancellation = default);

    /// <summary>Forgets the sessions that expired before <paramref name="now"/>; returns how many.</summary>
    Task<int> RemoveExpiredAsync(DateTimeOffset now, CancellationToken cancellation = default);
}
