using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Notion.Server.Accounts;
using Notion.Sync.Protocol;

namespace Notion.Server.Permissions;

/// <summary>Who wants to see or do something: a signed-in user, or a visitor who came with a link. Endpoints take it as a parameter.</summary>
internal sealed record Asker
{
    private Asker(Guid? userId, Guid? linkId, byte[]? visit) => (UserId, LinkId, Visit) = (userId, linkId, visit);

    public Guid? UserId { get; }

    public Guid? LinkId { get; }

    /// <summary>The hash of the visitor's token: what the link gives ends with the visit.</summary>
    public byte[]? Visit { get; }

    /// <summary>The only workspace that the asker reaches; null for every one.</summary>
    public Guid? OnlyIn { get; init; }

    /// <summary>What the asker may do at most, whatever was granted to the user: a token for an integration may be for less.</summary>
    public PageAccess Most { get; init; } = PageAccess.Full;

    [MemberNotNullWhen(true, nameof(LinkId), nameof(Visit))]
    [MemberNotNullWhen(false, nameof(UserId))]
    public bool IsVisitor => LinkId is not null;

    public static Asker User(Guid userId) => new(userId, null, null);

    public static Asker Visitor(Guid linkId, byte[] visit) => new(null, linkId, visit);

    public static ValueTask<Asker?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult(context.Features.Get<Caller>() is { } caller ? caller.Asker : context.Features.Get<Asker>());
}
