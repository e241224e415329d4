using Microsoft.Extensions.Options;
using Notion.Server.Store;

namespace Notion.Server.Accounts;

/// <summary>Gives out tokens and says whom a token stands for. A session lives for a time after it was last used.</summary>
internal sealed class SessionService(ISessionStore sessions, IOptions<NotionServerOptions> options, TimeProvider time)
{
    /// <summary>A session is written anew only after this part of its life, so that reading does not mean writing each time.</summary>
    private const int RenewalParts = 100;

    private readonly TimeSpan _lifetime = options.Value.SessionLifetime;

    public async Task<(string Token, Session Session)> StartAsync(Account account, CancellationToken cancellation)
    {
        string token = SessionToken.Create();
        SessionToken.TryHash(token, out byte[] hash);
        DateTimeOffset now = time.GetUtcNow();
        var session = new Session(hash, account.Id, account.Name, account.Email, now, now + _lifetime);
        await sessions.AddAsync(session, cancellation);
        return (token, session);
    }

    /// <summary>The live session of the token, prolonged; null when the token is wrong, signed out or expired.</summary>
    public async Task<Session?> FindAsync(string token, CancellationToken cancellation)
    {
        if (!SessionToken.TryHash(token, out byte[] hash)) return null;
        Session? session = await sessions.FindAsync(hash, cancellation);
        DateTimeOffset now = time.GetUtcNow();
        if (session is null || session.ExpiresAt <= now) return null;
        if (session.ExpiresAt - now > _lifetime - (_lifetime / RenewalParts)) return session;
        await sessions.ExtendAsync(hash, now + _lifetime, cancellation);
        return session with { ExpiresAt = now + _lifetime };
    }

    public Task EndAsync(byte[] tokenHash, CancellationToken cancellation) => sessions.RemoveAsync(tokenHash, cancellation);
}
