using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.Idempotency;
using Notion.Server.Nodes;
using Notion.Server.Problems;
using Notion.Server.Store;
using Notion.Server.Workspaces;

namespace Notion.Server.Groups;

/// <summary><c>/api/workspaces/{id}/groups</c>: owners and admins make them, members see them.</summary>
internal static class GroupEndpoints
{
    private const string NotForGuests = "Guests do not see the groups of a workspace.";
    private const string OnlyForAdmins = "Owners and admins make groups and say who is in them. Ask one of them.";

    public static void MapGroups(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder groups = api.MapGroup("/workspaces/{workspaceId:guid}/groups");
        groups.MapGet("/", ListAsync);
        groups.MapPost("/", CreateAsync).TakesIdempotencyKey();
        groups.MapGet("/{groupId:guid}", GetAsync);
        groups.MapPatch("/{groupId:guid}", RenameAsync);
        groups.MapDelete("/{groupId:guid}", RemoveAsync);
        groups.MapPut("/{groupId:guid}/members/{userId:guid}", AddMemberAsync);
        groups.MapDelete("/{groupId:guid}/members/{userId:guid}", RemoveMemberAsync);
    }

    private static async Task<Results<Ok<GroupList>, ProblemHttpResult>> ListAsync(
        Guid workspaceId, Caller caller, IWorkspaceStore workspaces, IGroupStore groups, CancellationToken cancellation)
    {
        if (await workspaces.RefuseAsync(workspaceId, caller, WorkspaceRole.Member, NotForGuests, cancellation) is { } refusal) return refusal;
        return TypedResults.Ok(new GroupList([.. (await groups.ListAsync(workspaceId, cancellation)).Select(Answer)]));
    }

    private static async Task<Results<Created<GroupAnswer>, ProblemHttpResult>> CreateAsync(
        Guid workspaceId, GroupRequest request, NewId id, Caller caller, IWorkspaceStore workspaces, IGroupStore groups, TimeProvider time, CancellationToken cancellation)
    {
        if (await workspaces.RefuseAsync(workspaceId, caller, WorkspaceRole.Admin, OnlyForAdmins, cancellation) is { } refusal) return refusal;
        if (NameField.Refuse(request.Name, out string name) is { } problem) return problem;
        WorkspaceGroup? made = await groups.FindAsync(workspaceId, id.Value, cancellation);
        WorkspaceGroup group = made ?? new WorkspaceGroup(id.Value, workspaceId, name, time.GetUtcNow());
        if (made is null) await groups.AddAsync(group, cancellation);
        return TypedResults.Created($"/api/workspaces/{workspaceId}/groups/{group.Id}", Answer(group));
    }

    private static async Task<Results<Ok<GroupAnswer>, ProblemHttpResult>> GetAsync(
        Guid workspaceId, Guid groupId, Caller caller, IWorkspaceStore workspaces, IGroupStore groups, CancellationToken cancellation)
    {
        if (await workspaces.RefuseAsync(workspaceId, caller, WorkspaceRole.Member, NotForGuests, cancellation) is { } refusal) return refusal;
        return await groups.FindAsync(workspaceId, groupId, cancellation) is { } group ? TypedResults.Ok(Answer(group)) : NoSuchGroup();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RenameAsync(
        Guid workspaceId, Guid groupId, GroupRequest request, Caller caller, IWorkspaceStore workspaces, IGroupStore groups, CancellationToken cancellation)
    {
        if (await workspaces.RefuseAsync(workspaceId, caller, WorkspaceRole.Admin, OnlyForAdmins, cancellation) is { } refusal) return refusal;
        if (NameField.Refuse(request.Name, out string name) is { } problem) return problem;
        return await groups.RenameAsync(workspaceId, groupId, name, cancellation) ? TypedResults.NoContent() : NoSuchGroup();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(
        Guid workspaceId, Guid groupId, Caller caller, IWorkspaceStore workspaces, IGroupStore groups, INodeBus bus, CancellationToken cancellation)
    {
        if (await workspaces.RefuseAsync(workspaceId, caller, WorkspaceRole.Admin, OnlyForAdmins, cancellation) is { } refusal) return refusal;
        if (!await groups.RemoveAsync(workspaceId, groupId, CancellationToken.None)) return NoSuchGroup();
        bus.Publish(new NodeMessage.AccessChanged(workspaceId, null, null));
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> AddMemberAsync(
        Guid workspaceId, Guid groupId, Guid userId, Caller caller, IWorkspaceStore workspaces, IGroupStore groups, INodeBus bus, CancellationToken cancellation)
    {
        if (await workspaces.RefuseAsync(workspaceId, caller, WorkspaceRole.Admin, OnlyForAdmins, cancellation) is { } refusal) return refusal;
        if (!await groups.AddMemberAsync(workspaceId, groupId, userId, cancellation)) return NoSuchGroup();
        bus.Publish(new NodeMessage.AccessChanged(workspaceId, null, userId));
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveMemberAsync(
        Guid workspaceId, Guid groupId, Guid userId, Caller caller, IWorkspaceStore workspaces, IGroupStore groups, INodeBus bus, CancellationToken cancellation)
    {
        if (userId != caller.UserId && await workspaces.RefuseAsync(workspaceId, caller, WorkspaceRole.Admin, OnlyForAdmins, cancellation) is { } refusal) return refusal;
        if (!await groups.RemoveMemberAsync(workspaceId, groupId, userId, CancellationToken.None)) return NoSuchGroup();
        bus.Publish(new NodeMessage.AccessChanged(workspaceId, null, userId));
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult NoSuchGroup() =>
        Problem.Of(StatusCodes.Status404NotFound, ProblemCode.NotFound, "The workspace has no such group, or no such member. Look at GET /api/workspaces/{id}/groups.");

    private static GroupAnswer Answer(WorkspaceGroup group) => new(group.Id, group.Name, group.Members, group.CreatedAt);
}
