using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.Auditing;
using Notion.Server.Permissions;
using Notion.Server.Problems;
using Notion.Server.Store;
using Notion.Server.Tokens;

namespace Notion.Server.Workspaces;

/// <summary><c>/api/workspaces</c>: create, list, and say who belongs to one. A workspace of others does not exist for you.</summary>
internal static class WorkspaceEndpoints
{
    private const int MaxName = 200;

    public static void MapWorkspaces(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder workspaces = api.MapGroup("/workspaces");
        workspaces.MapPost("/", CreateAsync);
        workspaces.MapGet("/", ListAsync);
        workspaces.MapGet("/{workspaceId:guid}", GetAsync).RequireScope(TokenScopes.ReadContent);
        workspaces.MapGet("/{workspaceId:guid}/members", ListMembersAsync).RequireScope(TokenScopes.ReadUsers);
        workspaces.MapPost("/{workspaceId:guid}/members", AddMemberAsync);
    }

    private static async Task<Results<Created<WorkspaceAnswer>, ProblemHttpResult>> CreateAsync(
        CreateWorkspaceRequest request, Caller caller, IWorkspaceStore workspaces, TimeProvider time, CancellationToken cancellation)
    {
        string name = request.Name?.Trim() ?? string.Empty;
        if (name.Length is 0 or > MaxName || name.Any(char.IsControl))
            return Problem.Field("name", $"Give the workspace a name of 1 to {MaxName} characters without control characters.");
        var workspace = new Workspace(Guid.CreateVersion7(), name, caller.UserId, time.GetUtcNow());
        await workspaces.AddAsync(workspace, cancellation);
        return TypedResults.Created($"/api/workspaces/{workspace.Id}", Answer(new WorkspaceMembership(workspace, WorkspaceRole.Owner)));
    }

    private static async Task<Ok<WorkspaceList>> ListAsync(Caller caller, IWorkspaceStore workspaces, CancellationToken cancellation) =>
        TypedResults.Ok(new WorkspaceList([.. (await workspaces.ListAsync(caller.UserId, cancellation)).Select(Answer)]));

    private static async Task<Results<Ok<WorkspaceAnswer>, ProblemHttpResult>> GetAsync(
        Guid workspaceId, Caller caller, IWorkspaceStore workspaces, CancellationToken cancellation) =>
        await workspaces.FindAsync(workspaceId, caller.UserId, cancellation) is { } membership ? TypedResults.Ok(Answer(membership)) : Problem.NoSuchWorkspace();

    private static async Task<Results<Ok<MemberList>, ProblemHttpResult>> ListMembersAsync(
        Guid workspaceId, Caller caller, IWorkspaceStore workspaces, CancellationToken cancellation)
    {
        if (await workspaces.FindAsync(workspaceId, caller.UserId, cancellation) is null) return Problem.NoSuchWorkspace();
        IReadOnlyList<WorkspaceMember> members = await workspaces.ListMembersAsync(workspaceId, cancellation);
        return TypedResults.Ok(new MemberList([.. members.Select(member => new MemberAnswer(member.UserId, member.Name, member.Email, member.Role.Name()))]));
    }

    private static async Task<Results<Ok<MemberAnswer>, ProblemHttpResult>> AddMemberAsync(
        Guid workspaceId, AddMemberRequest request, Caller caller, IWorkspaceStore workspaces, IAccountStore accounts, AuditTrail audit, CancellationToken cancellation)
    {
        if (await workspaces.FindAsync(workspaceId, caller.UserId, cancellation) is not { } membership) return Problem.NoSuchWorkspace();
        if (membership.Role < WorkspaceRole.Admin)
            return Problem.Of(StatusCodes.Status403Forbidden, ProblemCode.RoleTooLow, "Only owners and admins of a workspace add members. Ask one of them.");
        if (AccountRules.Normalize(request.Email) is not { } email || await accounts.FindByEmailAsync(email, cancellation) is not { } account)
            return Problem.Field("email", "Nobody has signed up with this email. Ask them to sign up first.");
        if (await workspaces.TryAddMemberAsync(workspaceId, account.Id, WorkspaceRole.Member, cancellation))
            await audit.MemberAddedAsync(caller.UserId, workspaceId, account.Id, "member", cancellation);
        WorkspaceMembership added = (await workspaces.FindAsync(workspaceId, account.Id, cancellation))!;
        return TypedResults.Ok(new MemberAnswer(account.Id, account.Name, account.Email, added.Role.Name()));
    }

    private static WorkspaceAnswer Answer(WorkspaceMembership membership) =>
        new(membership.Workspace.Id, membership.Workspace.Name, membership.Role.Name(), membership.Workspace.CreatedAt);
}
