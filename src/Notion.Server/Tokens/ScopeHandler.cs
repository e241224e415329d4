using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.Problems;
using Notion.Server.Store;

namespace Notion.Server.Tokens;

/// <summary>Holds integrations to their scopes and their workspace, before an endpoint reads anything of the request.</summary>
internal sealed class ScopeHandler(IPageStore pages) : AuthorizationHandler<ScopeRequirement, HttpContext>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement, HttpContext resource)
    {
        if (resource.Features.Get<Caller>() is not { } caller) return;
        if (caller.Token is { } token && await RefuseAsync(token, caller, resource) is { } problem)
            resource.Features.Set(problem);
        else
            context.Succeed(requirement);
    }

    private async Task<ProblemHttpResult?> RefuseAsync(ApiToken token, Caller caller, HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>() is not { } required)
            return Problem.Of(StatusCodes.Status403Forbidden, ProblemCode.SessionRequired, "Integrations may not do this; only a signed-in user may. Sign in with POST /api/accounts/sign-in.");
        if (!token.Scopes.HasFlag(required.Scope))
            return Problem.Of(StatusCodes.Status403Forbidden, ProblemCode.ScopeMissing, $"The token lacks the scope {ScopeNames.Of(required.Scope)[0]}. Make a token that has it.");
        if (context.Request.RouteValues.TryGetValue("workspaceId", out object? workspace) && Guid.TryParse(workspace as string, out Guid workspaceId) && token.WorkspaceId != workspaceId)
            return Problem.NoSuchWorkspace();
        if (context.Request.RouteValues.TryGetValue("pageId", out object? page) && Guid.TryParse(page as string, out Guid pageId)
            && await pages.FindAsync(pageId, caller.UserId, context.RequestAborted) is { } found && found.WorkspaceId != token.WorkspaceId)
            return Problem.NoSuchPage();
        return null;
    }
}
