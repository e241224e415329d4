using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Notion.Server.Accounts;
using Notion.Sync.Protocol;

namespace Notion.Server.Permissions;

/// <summary>Who wants to see or do something: a signed-in user, or a visitor who came with a link. Endpoints take it as a parameter.</summary>
internal sealed record Asker
{
    private Asker(Guid? userId, Guid? linkId) => (UserId, LinkId) = (userId, linkId);

    public Guid? UserId { get; }

    public Guid? LinkId { get; }

    /// <summary>The only workspace that the asker reaches; null for every one.</summary>
    public Guid? OnlyIn { get; init; }

    /// <summary>What the asker may do at most, whatever was granted to the user: a token for an integration may be for less.</summary>
    public PageAccess Most { get; init; } = PageAccess.Full;

    [MemberNotNullWhen(true, nameof(LinkId))]
    [MemberNotNullWhen(false, nameof(UserId))]
    public bool IsVisitor => LinkId is not null;

    public static Asker User(Guid userId) => new(userId, null);

    public static Asker Visitor(Guid linkId) => new(null, linkId);

    public static ValueTask<Asker?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(context.Features.Get<Caller>() is { } caller ? caller.Asker : context.Features.Get<Asker>());
}
