using Notion.Server.Accounts;
using Notion.Server.Nodes;
using Notion.Server.Store;

namespace Notion.Server.Tokens;

/// <summary>Makes the tokens of integrations, says which a text stands for, and ends them on every node.</summary>
internal sealed class ApiTokenService(IApiTokenStore tokens, INodeBus bus, TimeProvider time)
{
    /// <summary>Tells them from session tokens, and lets scanners for leaked secrets find them.</summary>
    private const string Prefix = "ntn_";

    private static readonly TimeSpan UseIsNotedEvery = TimeSpan.FromMinutes(1);

    public static bool IsOne(string token) => token.StartsWith(Prefix, StringComparison.Ordinal);

    /// <returns>The token, which is nowhere to be read again, and what is stored of it.</returns>
    public async Task<(string Token, ApiToken Stored)> CreateAsync(
        Guid workspaceId, Session session, string name, TokenScopes scopes, DateTimeOffset? expiresAt, CancellationToken cancellation)
    {
        string secret = SessionToken.Create(out byte[] hash);
        DateTimeOffset now = time.GetUtcNow();
        var token = new ApiToken(Guid.CreateVersion7(now), hash, workspaceId, session.UserId, session.UserName, name, scopes, now, expiresAt, null);
        await tokens.AddAsync(token, cancellation);
        return (Prefix + secret, token);
    }

    /// <summary>Null when the token is wrong, revoked or expired, or its user has left the workspace.</summary>
    public async Task<ApiToken?> FindAsync(string text, CancellationToken cancellation)
    {
        if (!IsOne(text) || !SessionToken.TryHash(text.AsSpan(Prefix.Length), out byte[] hash)) return null;
        ApiToken? token = await tokens.FindAsync(hash, cancellation);
        DateTimeOffset now = time.GetUtcNow();
        if (token is null || token.ExpiresAt <= now) return null;
        if (token.LastUsedAt is null || now - token.LastUsedAt >= UseIsNotedEvery) await tokens.UsedAsync(token.Id, now, cancellation);
        return token;
    }

    public async Task<bool> IsLiveAsync(ApiToken token, CancellationToken cancellation) =>
        await tokens.FindAsync(token.TokenHash, cancellation) is { } found && !(found.ExpiresAt <= time.GetUtcNow());

    public Task<IReadOnlyList<ApiToken>> ListAsync(Guid workspaceId, Guid? userId, CancellationToken cancellation) => tokens.ListAsync(workspaceId, userId, cancellation);

    /// <param name="workspaceId">Where it is good.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="userId">Whose it must be; null for anybody's.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<bool> RevokeAsync(Guid workspaceId, Guid tokenId, Guid? userId, CancellationToken cancellation)
    {
        if (await tokens.RemoveAsync(workspaceId, tokenId, userId, cancellation) is not { } owner) return false;
        bus.Publish(new NodeMessage.SessionsEnded(owner));
        return true;
    }
}
