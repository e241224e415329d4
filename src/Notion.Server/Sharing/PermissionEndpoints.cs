using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.Auditing;
using Notion.Server.Nodes;
using Notion.Server.Permissions;
using Notion.Server.Problems;
using Notion.Server.Store;
using Notion.Server.Tokens;
using Notion.Sync.Protocol;

namespace Notion.Server.Sharing;

/// <summary><c>/api/pages/{id}/permissions</c>: what a page says about who may do what; for those with full access to it.</summary>
internal static class PermissionEndpoints
{
    public static void MapPermissions(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder page = api.MapGroup("/pages/{pageId:guid}");
        page.MapGet("/access", GetAccessAsync).RequireScope(TokenScopes.ReadContent).WithMetadata(new VisitorsWelcome());
        page.MapGet("/permissions", GetAsync);
        page.MapPut("/permissions", PutAsync);
        page.MapDelete("/permissions/{kind}/{id:guid}", RemoveAsync);
        page.MapPut("/restriction", RestrictAsync);
    }

    private static async Task<Results<Ok<AccessAnswer>, ProblemHttpResult>> GetAccessAsync(Guid pageId, Asker asker, PageGuard guard, CancellationToken cancellation) =>
        await guard.FindAsync(pageId, asker, cancellation) is { } page ? TypedResults.Ok(new AccessAnswer(page.Level.Name(), page.Decision.IsInTrash)) : Problem.NoSuchPage();

    private static async Task<Results<Ok<PermissionsAnswer>, ProblemHttpResult>> GetAsync(
        Guid pageId, Caller caller, PageGuard guard, IPermissionStore permissions, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (!page.IsFull) return Problem.AccessTooLow("full");
        IReadOnlyList<StatedGrant> grants = await permissions.ListGrantsAsync(pageId, cancellation);
        return TypedResults.Ok(new PermissionsAnswer(page.Level.Name(), page.Page.IsRestricted, [.. grants.Select(Answer)]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PutAsync(
        Guid pageId, GrantRequest request, Caller caller, PageGuard guard, IPermissionStore permissions, IAccountStore accounts, AuditTrail audit, INodeBus bus, TimeProvider time, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (!page.IsFull) return Problem.AccessTooLow("full");
        if (PermissionNames.Kind(request.Kind) is not { } kind) return Problem.Field("kind", "Name one of these: user, group, everyone, guests.");
        if (PermissionNames.Level(request.Level) is not { } level) return Problem.Field("level", "Name one of these: none, view, comment, edit, full.");
        Guid? id = kind is GranteeKind.Everyone or GranteeKind.Guests ? page.Page.WorkspaceId : request.Id;
        if (kind == GranteeKind.User && id is null && AccountRules.Normalize(request.Email) is { } email) id = (await accounts.FindByEmailAsync(email, cancellation))?.Id;
        if (id is not { } grantee)
            return request.Email is null ? Problem.Field("id", "Say with whom: the id of a user or group, or the email of a user.") : Problem.Field("email", "Nobody has signed up with this email. Ask them to sign up first.");

        // Only who gives the email may bring somebody into the workspace: ids of strangers are no invitations.
        var change = new PermissionChange.Say(new Grant(kind, grantee, level), InvitesGuest: request.Id is null);
        return await DoAsync(page.Page, change, caller, permissions, audit, bus, time, (kind.Name(), grantee, level), cancellation);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid pageId, string kind, Guid id, Caller caller, PageGuard guard, IPermissionStore permissions, AuditTrail audit, INodeBus bus, TimeProvider time, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (!page.IsFull) return Problem.AccessTooLow("full");
        if (PermissionNames.Kind(kind) is not { } known) return Problem.Field("kind", "Name one of these: user, group, everyone, guests.");
        return await DoAsync(page.Page, new PermissionChange.Forget(known, id), caller, permissions, audit, bus, time, (kind, id, PageAccess.None), cancellation);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RestrictAsync(
        Guid pageId, RestrictionRequest request, Caller caller, PageGuard guard, IPermissionStore permissions, AuditTrail audit, INodeBus bus, TimeProvider time, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (!page.IsFull) return Problem.AccessTooLow("full");
        if (request.Restricted is not { } restricted) return Problem.Field("restricted", "Say true or false.");
        return await DoAsync(page.Page, new PermissionChange.Restrict(restricted), caller, permissions, audit, bus, time, (restricted ? "restricted" : "inheriting", null, page.Level), cancellation);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DoAsync(
        Page page,
        PermissionChange change,
        Caller caller,
        IPermissionStore permissions,
        AuditTrail audit,
        INodeBus bus,
        TimeProvider time,
        (string Type, Guid? Recipient, PageAccess Level) shared,
        CancellationToken cancellation)
    {
        if (await permissions.ChangeAsync(page.Id, change, caller.Asker, time.GetUtcNow(), CancellationToken.None) is { } refusal) return refusal.ToProblem();
        bus.Publish(new NodeMessage.AccessChanged(page.WorkspaceId, page.Id, null));
        await audit.PageSharedAsync(caller.UserId, page.WorkspaceId, page.Id, shared.Type, shared.Recipient, shared.Level.Name(), cancellation);
        return TypedResults.NoContent();
    }

    private static GrantAnswer Answer(StatedGrant stated) =>
        new(stated.Grant.Kind.Name(), stated.Grant.GranteeId, stated.Name, stated.Email, stated.Grant.Level.Name(), stated.PageId);
}
