using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.Auditing;
using Notion.Server.Invitations;
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
    /// <summary>The kind of an invitation, where grants have theirs.</summary>
    private const string Invited = "invitation";

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
        Guid pageId, Caller caller, PageGuard guard, IPermissionStore permissions, IInvitationStore invitations, TimeProvider time, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (!page.IsFull) return Problem.AccessTooLow("full");
        IReadOnlyList<StatedGrant> grants = await permissions.ListGrantsAsync(pageId, cancellation);
        IReadOnlyList<Invitation> open = await invitations.ListOfPageAsync(pageId, time.GetUtcNow(), cancellation);
        return TypedResults.Ok(new PermissionsAnswer(page.Level.Name(), page.Page.IsRestricted, [.. grants.Select(Answer)], [.. open.Select(InvitationEndpoints.Answer)]));
    }

    /// <summary>By the email of a member of the workspace, it is shared with them; by any other, with whoever accepts the invitation. The answer is the same whether or not somebody has signed up with it.</summary>
    private static async Task<Results<NoContent, Created<InvitationAnswer>, ProblemHttpResult>> PutAsync(
        Guid pageId,
        GrantRequest request,
        Caller caller,
        PageGuard guard,
        IPermissionStore permissions,
        IWorkspaceStore workspaces,
        IInvitationStore invitations,
        AuditTrail audit,
        INodeBus bus,
        TimeProvider time,
        CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (!page.IsFull) return Problem.AccessTooLow("full");
        if (PermissionNames.Kind(request.Kind) is not { } kind) return NoSuchKind();
        if (PermissionNames.Level(request.Level) is not { } level) return Problem.Field("level", "Name one of these: none, view, comment, edit, full.");
        Guid? id = kind is GranteeKind.Everyone or GranteeKind.Guests ? page.Page.WorkspaceId : request.Id;
        if (id is null)
        {
            if (kind != GranteeKind.User || request.Email is null) return Problem.Field("id", "Say with whom: the id of a user or group, or the email of a user.");
            if (AccountRules.Normalize(request.Email) is not { } email) return AccountRules.BadEmail();
            id = await workspaces.FindMemberAsync(page.Page.WorkspaceId, email, cancellation);
            if (id is null) return await InviteAsync(page.Page, email, level, caller, invitations, audit, time, cancellation);
        }
        return await DoAsync(page.Page, new PermissionChange.Say(new Grant(kind, id.Value, level)), caller, permissions, audit, bus, time, (kind.Name(), id, level)) is { } problem
            ? problem
            : TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, Created<InvitationAnswer>, ProblemHttpResult>> InviteAsync(
        Page page, string email, PageAccess level, Caller caller, IInvitationStore invitations, AuditTrail audit, TimeProvider time, CancellationToken cancellation)
    {
        if (level == PageAccess.None) return Problem.Field("level", "Nobody of the workspace has this email. Invite them with view, comment, edit or full.");
        Invitation invitation = InvitationEndpoints.Make(page.WorkspaceId, email, WorkspaceRole.Guest, caller, time.GetUtcNow(), out string token) with { PageId = page.Id, Level = level };
        await invitations.PutAsync(invitation, audit.PageShared(caller.UserId, page.WorkspaceId, page.Id, Invited, null, level.Name()), cancellation);
        return TypedResults.Created($"/api/pages/{page.Id}/permissions", InvitationEndpoints.Answer(invitation) with { Token = token });
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid pageId, string kind, Guid id, Caller caller, PageGuard guard, IPermissionStore permissions, IInvitationStore invitations, AuditTrail audit, INodeBus bus, TimeProvider time, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (!page.IsFull) return Problem.AccessTooLow("full");
        if (kind == Invited)
        {
            AuditEvent taken = audit.PageShared(caller.UserId, page.Page.WorkspaceId, pageId, Invited, null, PageAccess.None.Name());
            return await invitations.RemoveFromPageAsync(pageId, id, taken, CancellationToken.None) ? TypedResults.NoContent() : PermissionRefusal.NoSuchGrantee.ToProblem();
        }
        if (PermissionNames.Kind(kind) is not { } known) return NoSuchKind();
        return await DoAsync(page.Page, new PermissionChange.Forget(known, id), caller, permissions, audit, bus, time, (kind, id, PageAccess.None)) is { } problem ? problem : TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RestrictAsync(
        Guid pageId, RestrictionRequest request, Caller caller, PageGuard guard, IPermissionStore permissions, AuditTrail audit, INodeBus bus, TimeProvider time, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (!page.IsFull) return Problem.AccessTooLow("full");
        if (request.Restricted is not { } restricted) return Problem.Field("restricted", "Say true or false.");
        return await DoAsync(page.Page, new PermissionChange.Restrict(restricted), caller, permissions, audit, bus, time, (restricted ? "restricted" : "inheriting", null, page.Level)) is { } problem
            ? problem
            : TypedResults.NoContent();
    }

    /// <returns>What kept it from being done; null when done.</returns>
    private static async Task<ProblemHttpResult?> DoAsync(
        Page page,
        PermissionChange change,
        Caller caller,
        IPermissionStore permissions,
        AuditTrail audit,
        INodeBus bus,
        TimeProvider time,
        (string Type, Guid? Recipient, PageAccess Level) shared)
    {
        AuditEvent told = audit.PageShared(caller.UserId, page.WorkspaceId, page.Id, shared.Type, shared.Recipient, shared.Level.Name());
        if (await permissions.ChangeAsync(page.Id, change, caller.Asker, time.GetUtcNow(), told, CancellationToken.None) is { } refusal) return refusal.ToProblem();
        bus.Publish(new NodeMessage.AccessChanged(page.WorkspaceId, page.Id, null));
        return null;
    }

    private static ProblemHttpResult NoSuchKind() => Problem.Field("kind", "Name one of these: user, group, everyone, guests.");

    private static GrantAnswer Answer(StatedGrant stated) =>
        new(stated.Grant.Kind.Name(), stated.Grant.GranteeId, stated.Name, stated.Email, stated.Grant.Level.Name(), stated.PageId);
}
