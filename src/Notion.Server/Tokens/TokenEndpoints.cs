using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.Problems;
using Notion.Server.Store;
using Notion.Server.Workspaces;

namespace Notion.Server.Tokens;

/// <summary><c>/api/workspaces/{id}/tokens</c>: the tokens of integrations. Members make their own; those who run the workspace see and revoke all.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder tokens = api.MapGroup("/workspaces/{workspaceId:guid}/tokens");
        tokens.MapPost("/", CreateAsync);
        tokens.MapGet("/", ListAsync);
        tokens.MapDelete("/{tokenId:guid}", RevokeAsync);
    }

    private static async Task<Results<Created<TokenAnswer>, ProblemHttpResult>> CreateAsync(
        Guid workspaceId, CreateTokenRequest request, Caller caller, IWorkspaceStore workspaces, ApiTokenService tokens, TimeProvider time, CancellationToken cancellation)
    {
        if (await workspaces.FindAsync(workspaceId, caller.UserId, cancellation) is null) return Problem.NoSuchWorkspace();
        if (NameField.Refuse(request.Name, out string name) is { } problem) return problem;
        if (!ScopeNames.TryParse(request.Scopes, out TokenScopes scopes))
            return Problem.Field("scopes", $"Name at least one scope, and only these: {ScopeNames.List}.");
        if (request.ExpiresAt <= time.GetUtcNow())
            return Problem.Field("expiresAt", "Choose a time to come, or leave it out for a token that lasts until it is revoked.");
        (string token, ApiToken stored) = await tokens.CreateAsync(workspaceId, caller.Session, name, scopes, request.ExpiresAt, cancellation);
        return TypedResults.Created($"/api/workspaces/{workspaceId}/tokens/{stored.Id}", Answer(stored) with { Token = token });
    }

    private static async Task<Results<Ok<TokenList>, ProblemHttpResult>> ListAsync(
        Guid workspaceId, Caller caller, IWorkspaceStore workspaces, ApiTokenService tokens, CancellationToken cancellation)
    {
        if (await workspaces.FindAsync(workspaceId, caller.UserId, cancellation) is not { } membership) return Problem.NoSuchWorkspace();
        return TypedResults.Ok(new TokenList([.. (await tokens.ListAsync(workspaceId, Reach(membership, caller), cancellation)).Select(Answer)]));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        Guid workspaceId, Guid tokenId, Caller caller, IWorkspaceStore workspaces, ApiTokenService tokens, CancellationToken cancellation)
    {
        if (await workspaces.FindAsync(workspaceId, caller.UserId, cancellation) is not { } membership) return Problem.NoSuchWorkspace();
        return await tokens.RevokeAsync(workspaceId, tokenId, Reach(membership, caller), cancellation)
            ? TypedResults.NoContent()
            : Problem.Of(StatusCodes.Status404NotFound, ProblemCode.NotFound, "There is no such token among those you may revoke. Look at GET /api/workspaces/{id}/tokens.");
    }

    /// <summary>Whose tokens the caller reaches: null for everybody's.</summary>
    private static Guid? Reach(WorkspaceMembership membership, Caller caller) => membership.Role.RunsWorkspace() ? null : caller.UserId;

    private static TokenAnswer Answer(ApiToken token) =>
        new(token.Id, null, token.Name, ScopeNames.Of(token.Scopes), token.UserId, token.CreatedAt, token.ExpiresAt, token.LastUsedAt);
}
