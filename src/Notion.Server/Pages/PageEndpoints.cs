using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.Auditing;
using Notion.Server.Problems;
using Notion.Server.Store;
using Notion.Server.Tokens;

namespace Notion.Server.Pages;

/// <summary><c>/api/workspaces/{id}/pages</c> and <c>/api/pages/{id}</c>. Content goes through <c>/sync</c>. A page that you may not see does not exist for you.</summary>
internal static class PageEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;

    public static void MapPages(this IEndpointRouteBuilder api)
    {
        api.MapPost("/workspaces/{workspaceId:guid}/pages", CreateAsync).RequireScope(TokenScopes.InsertContent);
        api.MapGet("/workspaces/{workspaceId:guid}/pages", ListAsync).RequireScope(TokenScopes.ReadContent);
        api.MapGet("/pages/{pageId:guid}", GetAsync).RequireScope(TokenScopes.ReadContent);
    }

    private static async Task<Results<Created<PageAnswer>, Ok<PageAnswer>, ProblemHttpResult>> CreateAsync(
        Guid workspaceId, CreatePageRequest request, Caller caller, IWorkspaceStore workspaces, IPageStore pages, AuditTrail audit, TimeProvider time, CancellationToken cancellation)
    {
        if (await workspaces.FindAsync(workspaceId, caller.UserId, cancellation) is null) return Problem.NoSuchWorkspace();
        string? title = request.Title?.Trim();
        if (title is { Length: > Page.MaxTitleLength })
            return Problem.Field("title", $"A title has at most {Page.MaxTitleLength} characters.");
        if (request.Id == Guid.Empty)
            return Problem.Field("id", "The nil UUID names no page. Leave the id out, or make a random one.");
        if (request.ParentId is { } parentId && (await pages.FindAsync(parentId, caller.UserId, cancellation))?.WorkspaceId != workspaceId)
            return Problem.Field("parentId", "There is no such page in this workspace. Leave it out for a page at the top.");

        DateTimeOffset now = time.GetUtcNow();
        var page = new Page(
            request.Id ?? Guid.CreateVersion7(), workspaceId, request.ParentId, string.IsNullOrEmpty(title) ? Page.DefaultTitle : title, null, caller.UserId, now, now);
        if (await pages.TryAddAsync(page, FirstUpdates.ForTitle(title, caller.UserId, time), cancellation))
        {
            await audit.PageCreatedAsync(caller.UserId, page, cancellation);
            return TypedResults.Created($"/api/pages/{page.Id}", Answer(page));
        }

        // A client that got no answer asks again with the same id: it gets the page that it made.
        if (await pages.FindAsync(page.Id, caller.UserId, cancellation) is { } existing && existing.WorkspaceId == workspaceId)
            return TypedResults.Ok(Answer(existing));
        return Problem.Of(StatusCodes.Status409Conflict, ProblemCode.PageIdTaken, "Another page has this id. Make a new random UUID and send that.");
    }

    private static async Task<Results<Ok<PageList>, ProblemHttpResult>> ListAsync(
        Guid workspaceId, Guid? after, int? limit, Caller caller, IWorkspaceStore workspaces, IPageStore pages, CancellationToken cancellation)
    {
        if (await workspaces.FindAsync(workspaceId, caller.UserId, cancellation) is null) return Problem.NoSuchWorkspace();
        if (limit is < 1 or > MaxLimit) return Problem.Field("limit", $"Ask for 1 to {MaxLimit} pages at once.");
        int count = limit ?? DefaultLimit;
        IReadOnlyList<Page> found = await pages.ListAsync(workspaceId, after, count + 1, cancellation);
        return TypedResults.Ok(new PageList([.. found.Take(count).Select(Answer)], found.Count > count ? found[count - 1].Id : null));
    }

    private static async Task<Results<Ok<PageAnswer>, ProblemHttpResult>> GetAsync(Guid pageId, Caller caller, IPageStore pages, CancellationToken cancellation) =>
        await pages.FindAsync(pageId, caller.UserId, cancellation) is { } page ? TypedResults.Ok(Answer(page)) : Problem.NoSuchPage();

    private static PageAnswer Answer(Page page) =>
        new(page.Id, page.WorkspaceId, page.ParentId, page.Title, page.Icon, page.CreatedBy, page.CreatedAt, page.UpdatedAt);
}
