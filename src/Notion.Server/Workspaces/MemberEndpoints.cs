using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.Auditing;
using Notion.Server.EntityTags;
using Notion.Server.Nodes;
using Notion.Server.Permissions;
using Notion.Server.Problems;
using Notion.Server.Store;
using Notion.Server.Tokens;

namespace Notion.Server.Workspaces;

/// <summary><c>/api/workspaces/{id}/members</c>: who belongs to a workspace, and as what.</summary>
internal static class MemberEndpoints
{
    private const string RoleNames = "Name one of these roles: owner, admin, member, guest.";

    public static void MapMembers(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder members = api.MapGroup("/workspaces/{workspaceId:guid}/members");
        members.MapGet("/", ListAsync).RequireScope(TokenScopes.ReadUsers);
        members.MapPatch("/{userId:guid}", ChangeRoleAsync);
        members.MapDelete("/{userId:guid}", RemoveAsync);
    }

    private static async Task<Results<Ok<MemberList>, ProblemHttpResult>> ListAsync(
        Guid workspaceId, Caller caller, IWorkspaceStore workspaces, CancellationToken cancellation)
    {
        if (await workspaces.RefuseAsync(workspaceId, caller, WorkspaceRole.Member, "Guests do not see who belongs to a workspace.", cancellation) is { } refusal) return refusal;
        IReadOnlyList<WorkspaceMember> members = await workspaces.ListMembersAsync(workspaceId, cancellation);
        return TypedResults.Ok(new MemberList([.. members.Select(member => new MemberAnswer(member.UserId, member.Name, member.Email, member.EmailVerified, member.Role.Name()))]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ChangeRoleAsync(
        Guid workspaceId, Guid userId, ChangeRoleRequest request, Caller caller, IWorkspaceStore workspaces, INodeBus bus, CancellationToken cancellation)
    {
        if (PermissionNames.Role(request.Role) is not { } role)
            return await workspaces.FindAsync(workspaceId, caller.UserId, cancellation) is null ? Problem.NoSuchWorkspace() : Problem.Field("role", RoleNames);
        if (await workspaces.ChangeMemberAsync(workspaceId, userId, role, caller.UserId, null, CancellationToken.None) is { } refusal) return Refused(refusal);
        bus.Publish(new NodeMessage.AccessChanged(workspaceId, null, userId));
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid workspaceId, Guid userId, Caller caller, IWorkspaceStore workspaces, AuditTrail audit, INodeBus bus)
    {
        AuditEvent removed = audit.MemberRemoved(caller.UserId, workspaceId, userId);
        if (await workspaces.ChangeMemberAsync(workspaceId, userId, null, caller.UserId, removed, CancellationToken.None) is { } refusal) return Refused(refusal);
        bus.Publish(new NodeMessage.AccessChanged(workspaceId, null, userId));
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult Refused(MembershipRefusal refusal) => refusal switch
    {
        MembershipRefusal.NoSuchWorkspace => Problem.NoSuchWorkspace(),
        MembershipRefusal.NoSuchMember => Problem.Of(StatusCodes.Status404NotFound, ProblemCode.NotFound, "Nobody of this id belongs to the workspace. Look at GET /api/workspaces/{id}/members."),
        MembershipRefusal.LastOwner => Problem.Of(StatusCodes.Status409Conflict, ProblemCode.LastOwner, "A workspace needs an owner, and this is the last. Make somebody else an owner first."),
        _ => Problem.RoleTooLow("Owners change anybody, and admins change members and guests. Ask one of them."),
    };
}
