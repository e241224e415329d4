using Microsoft.Extensions.Options;
using Notion.Server.Nodes;
using Notion.Server.Store;

namespace Notion.Server.Accounts;

/// <summary>Gives out tokens, says whom a token stands for, and ends sessions on every node. A session lives for a time after it was last used.</summary>
internal sealed class SessionService(ISessionStore sessions, INodeBus bus, IOptions<NotionServerOptions> options, TimeProvider time)
{
    /// <summary>A session is written anew only after this part of its life, so that reading does not mean writing each time.</summary>
    private const int RenewalParts = 100;

    private readonly TimeSpan _lifetime = options.Value.SessionLifetime;

    /// <param name="account">Whose session.</param>
    /// <param name="origin">Where from.</param>
    /// <param name="checkedPassword">Whether the account's password was checked; then null comes back when it is another by now.</param>
    /// <param name="signedIn">What the audit says of it; null where somebody has just signed up.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<(string Token, Session Session)?> StartAsync(Account account, RequestOrigin origin, bool checkedPassword, AuditEvent? signedIn, CancellationToken cancellation)
    {
        string token = SessionToken.Create(out byte[] hash);
        DateTimeOffset now = time.GetUtcNow();
        var session = new Session(hash, Guid.CreateVersion7(now), account.Id, account.Name, account.Email, now, now, now + _lifetime, origin) { EmailVerified = account.EmailVerifiedAt is not null };
        return await sessions.TryAddAsync(session, checkedPassword ? account.PasswordHash : null, signedIn, cancellation) ? (token, session) : null;
    }

    /// <summary>The live session of the token, prolonged; null when the token is wrong, signed out or expired.</summary>
    public async Task<Session?> FindAsync(string token, CancellationToken cancellation)
    {
        if (!SessionToken.TryHash(token, out byte[] hash)) return null;
        Session? session = await sessions.FindAsync(hash, cancellation);
        DateTimeOffset now = time.GetUtcNow();
        if (session is null || session.ExpiresAt <= now) return null;
        if (session.ExpiresAt - now > _lifetime - (_lifetime / RenewalParts)) return session;
        await sessions.ExtendAsync(hash, now, now + _lifetime, cancellation);
        return session with { LastUsedAt = now, ExpiresAt = now + _lifetime };
    }

    /// <summary>Whether the session has not been ended; looking does not prolong it.</summary>
    public async Task<bool> IsLiveAsync(Session session, CancellationToken cancellation) =>
        await sessions.FindAsync(session.TokenHash, cancellation) is { } found && found.ExpiresAt > time.GetUtcNow();

    public Task<IReadOnlyList<Session>> ListAsync(Guid userId, CancellationToken cancellation) => sessions.ListAsync(userId, time.GetUtcNow(), cancellation);

    /// <summary>Ends one session of the user. False when there is none of that id.</summary>
    public async Task<bool> EndAsync(Guid userId, Guid sessionId, CancellationToken cancellation)
    {
        bool ended = await sessions.RemoveAsync(userId, sessionId, cancellation);
        if (ended) bus.Publish(new NodeMessage.SessionsEnded(userId));
        return ended;
    }

    public async Task EndAllAsync(Guid userId, CancellationToken cancellation)
    {
        await sessions.RemoveAllAsync(userId, cancellation);
        bus.Publish(new NodeMessage.SessionsEnded(userId));
    }

    /// <summary>Tells every node that sessions of the user have ended by other means: by a new password.</summary>
    public void Ended(Guid userId) => bus.Publish(new NodeMessage.SessionsEnded(userId));
}
