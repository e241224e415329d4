using Notion.Server.Tokens;

namespace Notion.Server.Accounts;

/// <summary>Whom a bearer token stands for, whichever kind it is.</summary>
internal sealed class Credentials(SessionService sessions, ApiTokenService tokens)
{
    /// <summary>Null when the token is wrong, ended or expired.</summary>
    public async Task<Caller?> FindAsync(string token, CancellationToken cancellation)
    {
        if (ApiTokenService.IsOne(token)) return await tokens.FindAsync(token, cancellation) is { } found ? new Caller(found) : null;
        return await sessions.FindAsync(token, cancellation) is { } session ? new Caller(session) : null;
    }

    /// <summary>Whether what was found is still good; asking does not prolong it.</summary>
    public Task<bool> IsLiveAsync(Caller caller, CancellationToken cancellation) =>
        caller.Token is { } token ? tokens.IsLiveAsync(token, cancellation) : sessions.IsLiveAsync(caller.Session, cancellation);
}
