using System.Reflection;
using Notion.Server.Permissions;
using Notion.Server.Store;

namespace Notion.Server.Accounts;

/// <summary>The signed-in user of a request. Endpoints take it as a parameter.</summary>
internal sealed record Caller(Session Session)
{
    public Guid UserId => Session.UserId;

    /// <summary>The same, for questions of permission.</summary>
    public Asker Asker => Asker.User(UserId);

    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        Session? session = context.Features.Get<Session>();
        return ValueTask.FromResult(session is null ? null : new Caller(session));
    }
}
