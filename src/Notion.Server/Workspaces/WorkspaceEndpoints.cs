using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.EntityTags;
using Notion.Server.Idempotency;
using Notion.Server.Nodes;
using Notion.Server.Permissions;
using Notion.Server.Problems;
using Notion.Server.Store;
using Notion.Server.Tokens;
using Notion.Sync.Protocol;

namespace Notion.Server.Workspaces;

/// <summary><c>/api/workspaces</c>: create, list, change. A workspace of others does not exist for you.</summary>
internal static class WorkspaceEndpoints
{
    private const string RoleTooLow = "Owners and admins change a workspace. Ask one of them.";

    public static void MapWorkspaces(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder workspaces = api.MapGroup("/workspaces");
        workspaces.MapPost("/", CreateAsync).TakesIdempotencyKey().WithEntityTag();
        workspaces.MapGet("/", ListAsync);
        workspaces.MapGet("/{workspaceId:guid}", GetAsync).RequireScope(TokenScopes.ReadContent);
        workspaces.MapPatch("/{workspaceId:guid}", ChangeAsync).WithEntityTag();
    }

    private static async Task<Results<Created<WorkspaceAnswer>, ProblemHttpResult>> CreateAsync(
        CreateWorkspaceRequest request, NewId id, Caller caller, IWorkspaceStore workspaces, TimeProvider time, CancellationToken cancellation)
    {
        if (NameField.Refuse(request.Name, out string name) is { } problem) return problem;
        if (await workspaces.FindAsync(id.Value, caller.UserId, cancellation) is { } made) return TypedResults.Created($"/api/workspaces/{id.Value}", Answer(made));
        var workspace = new Workspace(id.Value, name, caller.UserId, time.GetUtcNow());
        await workspaces.AddAsync(workspace, cancellation);
        return TypedResults.Created($"/api/workspaces/{workspace.Id}", Answer(new WorkspaceMembership(workspace, WorkspaceRole.Owner)));
    }

    private static async Task<Ok<WorkspaceList>> ListAsync(Caller caller, IWorkspaceStore workspaces, CancellationToken cancellation) =>
        TypedResults.Ok(new WorkspaceList([.. (await workspaces.ListAsync(caller.UserId, cancellation)).Select(Answer)]));

    private static async Task<Results<Ok<WorkspaceAnswer>, ProblemHttpResult>> GetAsync(
        Guid workspaceId, Caller caller, IWorkspaceStore workspaces, CancellationToken cancellation) =>
        await workspaces.FindAsync(workspaceId, caller.UserId, cancellation) is { } membership ? TypedResults.Ok(Answer(membership)) : Problem.NoSuchWorkspace();

    private static async Task<Results<Ok<WorkspaceAnswer>, ProblemHttpResult>> ChangeAsync(
        Guid workspaceId, ChangeWorkspaceRequest request, HttpContext context, Caller caller, IWorkspaceStore workspaces, INodeBus bus, CancellationToken cancellation)
    {
        (WorkspaceMembership? membership, ProblemHttpResult? refusal) = await workspaces.EnterAsync(workspaceId, caller, WorkspaceRole.Admin, RoleTooLow, cancellation);
        if (membership is null) return refusal!;
        if (EntityTag.Refuse(context, Answer(membership)) is { } stale) return stale;
        string? name = null;
        if (request.Name is not null && NameField.Refuse(request.Name, out name) is { } problem) return problem;
        PageAccess? access = PermissionNames.Level(request.MemberAccess);
        if (request.MemberAccess is not null && access is null) return Problem.Field("memberAccess", "Name one of these: none, view, comment, edit, full.");
        (MembershipRefusal? refused, WorkspaceMembership? changed) =
            await workspaces.ChangeAsync(workspaceId, caller.UserId, name, access, EntityTag.AsksForOne(context) ? membership : null, CancellationToken.None);
        if (access is not null && refused is null) bus.Publish(new NodeMessage.AccessChanged(workspaceId, null, null));
        return refused switch
        {
            null => TypedResults.Ok(Answer(changed!)),
            MembershipRefusal.Stale => EntityTag.Stale(),
            MembershipRefusal.RoleTooLow => Problem.RoleTooLow(RoleTooLow),
            _ => Problem.NoSuchWorkspace(),
        };
    }

    public static WorkspaceAnswer Answer(WorkspaceMembership membership) =>
        new(membership.Workspace.Id, membership.Workspace.Name, membership.Role.Name(), membership.Workspace.MemberAccess.Name(), membership.Workspace.CreatedAt);
}
