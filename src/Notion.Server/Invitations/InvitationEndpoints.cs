using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.Auditing;
using Notion.Server.Nodes;
using Notion.Server.Permissions;
using Notion.Server.Problems;
using Notion.Server.Store;
using Notion.Server.Workspaces;

namespace Notion.Server.Invitations;

/// <summary>
/// <c>/api/workspaces/{id}/invitations</c> for those who run a workspace, and <c>/api/invitations</c> for those who are asked. No answer tells whether somebody has an account.
/// </summary>
internal static class InvitationEndpoints
{
    private const string OnlyForAdmins = "Only owners and admins of a workspace invite others. Ask one of them.";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public static void MapInvitations(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder invitations = api.MapGroup("/workspaces/{workspaceId:guid}/invitations");
        invitations.MapPost("/", InviteAsync);
        invitations.MapGet("/", ListAsync);
        invitations.MapDelete("/{invitationId:guid}", RevokeAsync);
        api.MapPost("/invitations/view", ViewAsync).AllowAnonymous();
        api.MapPost("/invitations/accept", AcceptAsync);
    }

    private static async Task<Results<Created<InvitationAnswer>, ProblemHttpResult>> InviteAsync(
        Guid workspaceId, InviteRequest request, Caller caller, IWorkspaceStore workspaces, IInvitationStore invitations, TimeProvider time, CancellationToken cancellation)
    {
        (WorkspaceMembership? membership, ProblemHttpResult? refusal) = await workspaces.EnterAsync(workspaceId, caller, WorkspaceRole.Admin, OnlyForAdmins, cancellation);
        if (membership is null) return refusal!;
        if (AccountRules.Normalize(request.Email) is not { } email) return AccountRules.BadEmail();
        if (PermissionNames.Role(request.Role ?? "member") is not { } role || role >= WorkspaceRole.Owner)
            return Problem.Field("role", "Invite as admin, member or guest. Left out, it is member.");
        if (!membership.Role.MayGive(role)) return Problem.RoleTooLow("Owners invite anybody, and admins invite members and guests. Ask one of them.");
        Invitation invitation = Make(workspaceId, email, role, caller, time.GetUtcNow(), out string token);
        await invitations.PutAsync(invitation, null, cancellation);
        return TypedResults.Created($"/api/workspaces/{workspaceId}/invitations/{invitation.Id}", Answer(invitation) with { Token = token });
    }

    private static async Task<Results<Ok<InvitationList>, ProblemHttpResult>> ListAsync(
        Guid workspaceId, Caller caller, IWorkspaceStore workspaces, IInvitationStore invitations, TimeProvider time, CancellationToken cancellation)
    {
        if (await workspaces.RefuseAsync(workspaceId, caller, WorkspaceRole.Admin, OnlyForAdmins, cancellation) is { } refusal) return refusal;
        return TypedResults.Ok(new InvitationList([.. (await invitations.ListAsync(workspaceId, time.GetUtcNow(), cancellation)).Select(Answer)]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        Guid workspaceId, Guid invitationId, Caller caller, IWorkspaceStore workspaces, IInvitationStore invitations, CancellationToken cancellation)
    {
        if (await workspaces.RefuseAsync(workspaceId, caller, WorkspaceRole.Admin, OnlyForAdmins, cancellation) is { } refusal) return refusal;
        return await invitations.RemoveAsync(workspaceId, invitationId, cancellation)
            ? TypedResults.NoContent()
            : Problem.Of(StatusCodes.Status404NotFound, ProblemCode.NotFound, "There is no such open invitation. Look at GET /api/workspaces/{id}/invitations.");
    }

    /// <summary>In the body and not in the address, so that the token stands in no log.</summary>
    private static async Task<Results<Ok<InvitationView>, ProblemHttpResult>> ViewAsync(
        InvitationTokenRequest request, IInvitationStore invitations, TimeProvider time, CancellationToken cancellation) =>
        await FindAsync(request.Token, invitations, time, cancellation) is { } found
            ? TypedResults.Ok(new InvitationView(found.WorkspaceId, found.WorkspaceName, found.PageId, LevelOf(found), found.Email, found.Role.Name(), found.InvitedByName, found.ExpiresAt))
            : NoSuchInvitation();

    private static async Task<Results<Ok<WorkspaceAnswer>, ProblemHttpResult>> AcceptAsync(
        InvitationTokenRequest request,
        Caller caller,
        IWorkspaceStore workspaces,
        IInvitationStore invitations,
        INodeBus bus,
        AuditTrail audit,
        TimeProvider time,
        CancellationToken cancellation)
    {
        if (await FindAsync(request.Token, invitations, time, cancellation) is not { } found) return NoSuchInvitation();
        AuditEvent added = audit.MemberAdded(found.InvitedBy, found.WorkspaceId, caller.UserId, found.Role.Name());
        AuditEvent? shared = found.PageId is { } page ? audit.PageShared(found.InvitedBy, found.WorkspaceId, page, "user", caller.UserId, found.Level.Name()) : null;
        if (!await invitations.AcceptAsync(found.TokenHash, caller.UserId, time.GetUtcNow(), added, shared, CancellationToken.None)) return NoSuchInvitation();
        bus.Publish(new NodeMessage.AccessChanged(found.WorkspaceId, null, caller.UserId));
        return await workspaces.FindAsync(found.WorkspaceId, caller.UserId, cancellation) is { } membership
            ? TypedResults.Ok(WorkspaceEndpoints.Answer(membership))
            : Problem.NoSuchWorkspace();
    }

    /// <summary>An invitation that is made now, and the token for its link.</summary>
    public static Invitation Make(Guid workspaceId, string email, WorkspaceRole role, Caller by, DateTimeOffset now, out string token)
    {
        token = SessionToken.Create(out byte[] hash);
        return new Invitation(Guid.CreateVersion7(now), hash, workspaceId, string.Empty, email, role, by.UserId, by.UserName, now, now + Lifetime);
    }

    /// <summary>The invitation of a token, while it is good.</summary>
    public static async Task<Invitation?> FindAsync(string? token, IInvitationStore invitations, TimeProvider time, CancellationToken cancellation) =>
        SessionToken.TryHash(token, out byte[] hash) ? await invitations.FindAsync(hash, time.GetUtcNow(), cancellation) : null;

    private static ProblemHttpResult NoSuchInvitation() =>
        Problem.Of(StatusCodes.Status404NotFound, ProblemCode.NotFound, "The invitation is used up, revoked or expired, or the link is not whole. Ask for a new one.");

    public static InvitationAnswer Answer(Invitation invitation) =>
        new(invitation.Id, null, invitation.Email, invitation.Role.Name(), LevelOf(invitation), invitation.InvitedBy, invitation.CreatedAt, invitation.ExpiresAt);

    private static string? LevelOf(Invitation invitation) => invitation.PageId is null ? null : invitation.Level.Name();
}
