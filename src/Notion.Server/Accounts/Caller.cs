using System.Reflection;
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

    /// <summary>Whether an integration is bound to another workspace than this; never for a signed-in user.</summary>
    public bool IsOutside(Guid workspaceId) => Token is not null && Token.WorkspaceId != workspaceId;

    /// <summary>Whether another credential stands for the same user with the same rights.</summary>
    public bool HasSameReach(Caller other) =>
        UserId == other.UserId && Token?.WorkspaceId == other.Token?.WorkspaceId && Token?.Scopes == other.Token?.Scopes;

    /// <summary>The user's level on a page, cut down to what the integration's scopes allow. A change of content may insert and update, so it takes both scopes.</summary>
    public PageAccess Cap(PageAccess level)
    {
        if (Token is null) return level;
        PageAccess most = Token.Scopes switch
        {
            TokenScopes scopes when !scopes.HasFlag(TokenScopes.ReadContent) => PageAccess.None,
            TokenScopes scopes when scopes.HasFlag(TokenScopes.UpdateContent | TokenScopes.InsertContent) => PageAccess.Edit,
            TokenScopes scopes when scopes.HasFlag(TokenScopes.InsertComments) => PageAccess.Comment,
            _ => PageAccess.View,
        };
        return level < most ? level : most;
    }

    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) => ValueTask.FromResult(context.Features.Get<Caller>());
}
