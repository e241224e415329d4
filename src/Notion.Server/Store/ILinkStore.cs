namespace Notion.Server.Store;

/// <summary>Links to pages, and who has opened them.</summary>
internal interface ILinkStore
{
    /// <summary>False when the page has as many links as it may, or is gone.</summary>
    Task<bool> TryAddAsync(ShareLink link, byte[] tokenHash, AuditEvent shared, CancellationToken cancellation = default);

    /// <summary>The oldest first; those that have ended, too.</summary>
    Task<IReadOnlyList<ShareLink>> ListAsync(Guid pageId, CancellationToken cancellation = default);

    /// <summary>The link of a token, ended or not; null when there is none.</summary>
    Task<ShareLink?> FindAsync(byte[] tokenHash, CancellationToken cancellation = default);

    /// <summary>Gives the link these terms and ends its visits. False when the page has no such link.</summary>
    Task<bool> ReplaceAsync(ShareLink link, AuditEvent shared, CancellationToken cancellation = default);

    /// <summary>Removes the link, and with it its visits. False when the page has no such link.</summary>
    Task<bool> RemoveAsync(Guid pageId, Guid linkId, AuditEvent shared, CancellationToken cancellation = default);

    /// <summary>False when the link has gone, or has other terms than when it was looked at.</summary>
    Task<bool> TryAddVisitAsync(LinkVisit visit, ShareLink link, DateTimeOffset now, CancellationToken cancellation = default);

    /// <summary>The visit of a token; null when there is none, or it has ended.</summary>
    Task<LinkVisit?> FindVisitAsync(byte[] tokenHash, DateTimeOffset now, CancellationToken cancellation = default);

    /// <summary>Forgets the visits that ended before <paramref name="now"/>; returns how many.</summary>
    Task<int> RemoveEndedVisitsAsync(DateTimeOffset now, CancellationToken cancellation = default);
}
