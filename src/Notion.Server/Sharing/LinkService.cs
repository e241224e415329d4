using System.Diagnostics.CodeAnalysis;
using Notion.Server.Accounts;
using Notion.Server.Permissions;
using Notion.Server.Store;

namespace Notion.Server.Sharing;

/// <summary>Opens links, and says whom a visitor's token stands for.</summary>
internal sealed class LinkService(ILinkStore links, TimeProvider time)
{
    /// <summary>Before a visitor's token, so that it is never looked for among those of users.</summary>
    private const string Prefix = "visit_";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public static bool IsVisit([NotNullWhen(true)] string? token) => token is not null && token.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>Whether the link is one at this moment.</summary>
    public bool IsOver(ShareLink link) => link.ExpiresAt <= time.GetUtcNow();

    /// <summary>Starts a visit; the password was checked. Null when the link has changed meanwhile.</summary>
    public async Task<(string Token, LinkVisit Visit)?> VisitAsync(ShareLink link, CancellationToken cancellation)
    {
        string token = SessionToken.Create(out byte[] hash);
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset end = now + Lifetime;
        var visit = new LinkVisit(hash, link.Id, link.ExpiresAt is { } over && over < end ? over : end, link.SearchEngines);
        return await links.TryAddVisitAsync(visit, link, now, cancellation) ? (Prefix + token, visit) : null;
    }

    /// <summary>The visit of a token; null when there is none, or it has ended.</summary>
    public async Task<LinkVisit?> FindVisitAsync(string token, CancellationToken cancellation)
    {
        if (!IsVisit(token) || !SessionToken.TryHash(token.AsSpan(Prefix.Length), out byte[] hash)) return null;
        return await links.FindVisitAsync(hash, time.GetUtcNow(), cancellation);
    }
}
