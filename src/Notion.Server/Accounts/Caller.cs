using System.Reflection;
using Notion.Server.Permissions;
using Notion.Server.Store;
using Notion.Server.Tokens;
using Notion.Sync.Protocol;

namespace Notion.Server.Accounts;

/// <summary>Who asks: a signed-in user, or an integration that acts for one. Endpoints take it as a parameter.</summary>
internal sealed class Caller
{
    private readonly Session? _session;

    public Caller(Session session) => (_session, UserId, UserName) = (session, session.UserId, session.UserName);

    public Caller(ApiToken token) => (Token, UserId, UserName) = (token, token.UserId, token.UserName);

    public Guid UserId { get; }

    public string UserName { get; }

    /// <summary>The token of the integration; null for a signed-in user.</summary>
    public ApiToken? Token { get; }

    /// <summary>The session. Only where the endpoint is one for signed-in users, as all are that do not name a scope.</summary>
    public Session Session => _session ?? throw new InvalidOperationException("An integration has no session: leave the scope off endpoints that need one.");

    public bool IsSession => _session is not null;

    /// <summary>When the token stops to be good, if it is not used; null for never.</summary>
    public DateTimeOffset? ExpiresAt => _session is null ? Token!.ExpiresAt : _session.ExpiresAt;

    /// <summary>The same, for questions of permission. What an integration may do over REST is said by the scopes of the endpoints.</summary>
    public Asker Asker => Asker.User(UserId) with { OnlyIn = Token?.WorkspaceId };

    /// <summary>The same on <c>/sync</c>, cut down to what the integration's scopes allow there. A change of content may insert and update, so it takes both scopes.</summary>
    public Asker SyncAsker => Token is null ? Asker : Asker with { Most = MostOf(Token.Scopes) };

    /// <summary>Whether another credential stands for the same user with the same rights.</summary>
    public bool HasSameReach(Caller other) =>
        UserId == other.UserId && Token?.WorkspaceId == other.Token?.WorkspaceId && Token?.Scopes == other.Token?.Scopes;

    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) => ValueTask.FromResult(context.Features.Get<Caller>());

    private static PageAccess MostOf(TokenScopes scopes)
    {
        if (!scopes.HasFlag(TokenScopes.ReadContent)) return PageAccess.None;
        if (scopes.HasFlag(TokenScopes.UpdateContent | TokenScopes.InsertContent)) return PageAccess.Edit;
        return scopes.HasFlag(TokenScopes.InsertComments) ? PageAccess.Comment : PageAccess.View;
    }
}
