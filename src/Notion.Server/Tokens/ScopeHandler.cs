using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.Permissions;
using Notion.Server.Problems;
using Notion.Server.Store;

namespace Notion.Server.Tokens;

/// <summary>Holds integrations to their scopes and their workspace, before an endpoint reads anything of the request. To pages of other workspaces the guard holds them (<see cref="Caller.Asker"/>).</summary>
/// <remarks>A visitor was let in by <see cref="BearerHandler"/> only where visitors may go.</remarks>
internal sealed class ScopeHandler : AuthorizationHandler<ScopeRequirement, HttpContext>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement, HttpContext resource)
    {
        if (resource.Features.Get<Asker>() is { IsVisitor: true }) context.Succeed(requirement);
        if (resource.Features.Get<Caller>() is not { } caller) return Task.CompletedTask;
        if (caller.Token is { } token && Refuse(token, resource) is { } problem)
            resource.Features.Set(problem);
        else
            context.Succeed(requirement);
        return Task.CompletedTask;
    }

    private static ProblemHttpResult? Refuse(ApiToken token, HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>() is not { } required)
            return Problem.Of(StatusCodes.Status403Forbidden, ProblemCode.SessionRequired, "Integrations may not do this; only a signed-in user may. Sign in with POST /api/accounts/sign-in.");
        if (!token.Scopes.HasFlag(required.Scope))
            return Problem.Of(StatusCodes.Status403Forbidden, ProblemCode.ScopeMissing, $"The token lacks the scope {ScopeNames.Of(required.Scope)[0]}. Make a token that has it.");
        if (context.Request.RouteValues.TryGetValue("workspaceId", out object? workspace) && Guid.TryParse(workspace as string, out Guid workspaceId) && token.WorkspaceId != workspaceId)
            return Problem.NoSuchWorkspace();
        return null;
    }
}
