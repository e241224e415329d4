using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Server.Accounts;
using Notion.Server.Auditing;
using Notion.Server.Idempotency;
using Notion.Server.Nodes;
using Notion.Server.Permissions;
using Notion.Server.Problems;
using Notion.Server.Sharing;
using Notion.Server.Store;
using Notion.Server.Tokens;

namespace Notion.Server.Pages;

/// <summary>Where pages lie: above, below, in the trash, among favourites, and what links to them.</summary>
internal static class PageTreeEndpoints
{
    public static void MapPageTree(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder page = api.MapGroup("/pages/{pageId:guid}");
        page.MapGet("/path", GetPathAsync).RequireScope(TokenScopes.ReadContent).WithMetadata(new VisitorsWelcome());
        page.MapGet("/children", ListChildrenAsync).RequireScope(TokenScopes.ReadContent).WithMetadata(new VisitorsWelcome());
        page.MapGet("/backlinks", ListBacklinksAsync).RequireScope(TokenScopes.ReadContent);
        page.MapPost("/move", MoveAsync);
        page.MapPost("/duplicate", DuplicateAsync).TakesIdempotencyKey();
        page.MapPost("/trash", TrashAsync).RequireScope(TokenScopes.UpdateContent);
        page.MapPost("/restore", RestoreAsync).RequireScope(TokenScopes.UpdateContent);
        page.MapDelete("/", DeleteAsync);
        page.MapPut("/favourite", MarkAsync);
        page.MapDelete("/favourite", UnmarkAsync);
        RouteGroupBuilder workspace = api.MapGroup("/workspaces/{workspaceId:guid}");
        workspace.MapGet("/trash", ListTrashAsync).RequireScope(TokenScopes.ReadContent);
        workspace.MapGet("/favourites", ListFavouritesAsync);
    }

    private static async Task<Results<Ok<PagePath>, ProblemHttpResult>> GetPathAsync(Guid pageId, Asker asker, PageGuard guard, CancellationToken cancellation)
    {
        IReadOnlyList<VisiblePage> path = await guard.FindPathAsync(pageId, asker, cancellation);
        return path.Count == 0 ? Problem.NoSuchPage() : TypedResults.Ok(new PagePath([.. path.Select(step => new PathStep(step.Page.Id, step.Page.Title, step.Page.Icon))]));
    }

    private static async Task<Results<Ok<PageList>, ProblemHttpResult>> ListChildrenAsync(
        Guid pageId, Guid? after, int? limit, Asker asker, PageGuard guard, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (PageEndpoints.RefuseLimit(limit) is { } problem) return problem;
        var query = new PageQuery(page.Page.WorkspaceId) { ParentId = pageId };
        return TypedResults.Ok(await PageEndpoints.AnswerAsync(query, asker, after, limit ?? PageEndpoints.DefaultLimit, guard, cancellation));
    }

    private static async Task<Results<Ok<PageList>, ProblemHttpResult>> ListBacklinksAsync(
        Guid pageId, Guid? after, int? limit, Caller caller, PageGuard guard, IPageTree tree, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is null) return Problem.NoSuchPage();
        if (PageEndpoints.RefuseLimit(limit) is { } problem) return problem;
        int count = limit ?? PageEndpoints.DefaultLimit;
        IReadOnlyList<Guid> linking = await tree.ListLinkingAsync(pageId, after, count, cancellation);
        IReadOnlyDictionary<Guid, VisiblePage> seen = await guard.SeeAsync(linking, caller.Asker, cancellation);
        VisiblePage[] shown = [.. linking.Where(id => seen.TryGetValue(id, out VisiblePage? page) && !page.Decision.IsInTrash).Select(id => seen[id])];
        return TypedResults.Ok(await PageEndpoints.AnswerAsync(shown, linking.Count == count ? linking[^1] : null, caller.Asker, guard, cancellation));
    }

    private static async Task<Results<Ok<PageAnswer>, ProblemHttpResult>> MoveAsync(
        Guid pageId, MovePageRequest request, Caller caller, PageGuard guard, IPageTree tree, INodeBus bus, TimeProvider time, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (await tree.MoveAsync(pageId, request.ParentId, caller.Asker, time.GetUtcNow(), CancellationToken.None) is { } refusal) return refusal.ToProblem();
        return await ChangedAsync(page.Page, caller, guard, bus, cancellation);
    }

    private static async Task<Results<Created<PageAnswer>, Ok<PageAnswer>, ProblemHttpResult>> DuplicateAsync(
        Guid pageId, DuplicatePageRequest request, NewId id, Caller caller, PageGuard guard, IPageTree tree, AuditTrail audit, TimeProvider time, CancellationToken cancellation)
    {
        if (request.Id == Guid.Empty) return Problem.Field("id", "The nil UUID names no page. Leave the id out, or make a random one.");
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        Guid copy = request.Id ?? id.Value;
        PermissionRefusal? refusal = await tree.DuplicateAsync(pageId, copy, request.ParentId, caller.Asker, time.GetUtcNow(), audit.PagesCreated(caller.UserId), cancellation);
        if (refusal is { } refused and not PermissionRefusal.IdTaken) return refused.ToProblem("view");

        // A client that got no answer asks again with the same id: it gets the copy that it made.
        if (await guard.FindAsync(copy, caller.Asker, cancellation) is not { } made || made.Page.WorkspaceId != page.Page.WorkspaceId) return PermissionRefusal.IdTaken.ToProblem();
        PageAnswer answer = await PageEndpoints.AnswerAsync(made, caller.Asker, guard, cancellation);
        return refusal is null ? TypedResults.Created($"/api/pages/{copy}", answer) : TypedResults.Ok(answer);
    }

    private static async Task<Results<Ok<PageAnswer>, ProblemHttpResult>> TrashAsync(
        Guid pageId, Caller caller, PageGuard guard, IPageTree tree, INodeBus bus, TimeProvider time, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (await tree.TrashAsync(pageId, caller.Asker, time.GetUtcNow(), CancellationToken.None) is { } refusal) return refusal.ToProblem("edit");
        return await ChangedAsync(page.Page, caller, guard, bus, cancellation);
    }

    private static async Task<Results<Ok<PageAnswer>, ProblemHttpResult>> RestoreAsync(
        Guid pageId, Caller caller, PageGuard guard, IPageTree tree, INodeBus bus, TimeProvider time, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (await tree.RestoreAsync(pageId, caller.Asker, time.GetUtcNow(), CancellationToken.None) is { } refusal) return refusal.ToProblem("edit");
        return await ChangedAsync(page.Page, caller, guard, bus, cancellation);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid pageId, Caller caller, IPageTree tree, AuditTrail audit, INodeBus bus, TimeProvider time)
    {
        (PermissionRefusal? refusal, Page? deleted) = await tree.DeleteAsync(pageId, caller.Asker, time.GetUtcNow(), audit.PagesDeleted(caller.UserId), CancellationToken.None);
        if (refusal is { } refused) return refused.ToProblem();
        bus.Publish(new NodeMessage.AccessChanged(deleted!.WorkspaceId, pageId, null));
        return TypedResults.NoContent();
    }

    private static Task<Results<NoContent, ProblemHttpResult>> MarkAsync(Guid pageId, Caller caller, PageGuard guard, IPageTree tree, TimeProvider time, CancellationToken cancellation) =>
        SetFavouriteAsync(pageId, true, caller, guard, tree, time, cancellation);

    private static Task<Results<NoContent, ProblemHttpResult>> UnmarkAsync(Guid pageId, Caller caller, PageGuard guard, IPageTree tree, TimeProvider time, CancellationToken cancellation) =>
        SetFavouriteAsync(pageId, false, caller, guard, tree, time, cancellation);

    private static async Task<Results<NoContent, ProblemHttpResult>> SetFavouriteAsync(
        Guid pageId, bool isFavourite, Caller caller, PageGuard guard, IPageTree tree, TimeProvider time, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is null) return Problem.NoSuchPage();
        await tree.SetFavouriteAsync(pageId, caller.UserId, isFavourite, time.GetUtcNow(), cancellation);
        return TypedResults.NoContent();
    }

    private static Task<Results<Ok<PageList>, ProblemHttpResult>> ListTrashAsync(
        Guid workspaceId, Guid? after, int? limit, Caller caller, IWorkspaceStore workspaces, PageGuard guard, CancellationToken cancellation) =>
        PageEndpoints.AnswerListAsync(new PageQuery(workspaceId) { InTrash = true }, after, limit, caller, workspaces, guard, cancellation);

    private static Task<Results<Ok<PageList>, ProblemHttpResult>> ListFavouritesAsync(
        Guid workspaceId, Guid? after, int? limit, Caller caller, IWorkspaceStore workspaces, PageGuard guard, CancellationToken cancellation) =>
        PageEndpoints.AnswerListAsync(new PageQuery(workspaceId) { FavouriteOf = caller.UserId }, after, limit, caller, workspaces, guard, cancellation);

    /// <summary>Tells the other connections first: whether or not the asker still waits for the answer, it is done.</summary>
    private static async Task<Results<Ok<PageAnswer>, ProblemHttpResult>> ChangedAsync(Page page, Caller caller, PageGuard guard, INodeBus bus, CancellationToken cancellation)
    {
        bus.Publish(new NodeMessage.AccessChanged(page.WorkspaceId, page.Id, null));
        return await guard.FindAsync(page.Id, caller.Asker, cancellation) is { } now ? TypedResults.Ok(await PageEndpoints.AnswerAsync(now, caller.Asker, guard, cancellation)) : Problem.NoSuchPage();
    }
}
