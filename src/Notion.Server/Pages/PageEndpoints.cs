using Microsoft.AspNetCore.Http.HttpResults;
using Notion.Crdt;
using Notion.Server.Accounts;
using Notion.Server.Auditing;
using Notion.Server.EntityTags;
using Notion.Server.Idempotency;
using Notion.Server.Permissions;
using Notion.Server.Problems;
using Notion.Server.Rooms;
using Notion.Server.Sharing;
using Notion.Server.Store;
using Notion.Server.Tokens;

namespace Notion.Server.Pages;

/// <summary><c>/api/workspaces/{id}/pages</c> and <c>/api/pages/{id}</c>. Content goes through <c>/sync</c>. A page that you may not see does not exist for you.</summary>
internal static class PageEndpoints
{
    internal const int DefaultLimit = 100;

    private const int MaxLimit = 1_000;

    public static void MapPages(this IEndpointRouteBuilder api)
    {
        api.MapPost("/workspaces/{workspaceId:guid}/pages", CreateAsync).RequireScope(TokenScopes.InsertContent).TakesIdempotencyKey().WithEntityTag();
        api.MapGet("/workspaces/{workspaceId:guid}/pages", ListAsync).RequireScope(TokenScopes.ReadContent).WithEntityTag();
        api.MapGet("/pages/{pageId:guid}", GetAsync).RequireScope(TokenScopes.ReadContent).WithMetadata(new VisitorsWelcome()).WithEntityTag();
        api.MapPatch("/pages/{pageId:guid}", ChangeAsync).RequireScope(TokenScopes.UpdateContent).WithEntityTag();
    }

    private static async Task<Results<Created<PageAnswer>, Ok<PageAnswer>, ProblemHttpResult>> CreateAsync(
        Guid workspaceId, CreatePageRequest request, NewId id, Caller caller, IWorkspaceStore workspaces, IPageStore pages, PageGuard guard, AuditTrail audit, TimeProvider time, CancellationToken cancellation)
    {
        Asker asker = caller.Asker;
        if (await workspaces.FindAsync(workspaceId, caller.UserId, cancellation) is not { } membership) return Problem.NoSuchWorkspace();
        string? title = request.Title?.Trim();
        if (title is { Length: > Page.MaxTitleLength })
            return Problem.Field("title", $"A title has at most {Page.MaxTitleLength} characters.");
        if (request.Id == Guid.Empty)
            return Problem.Field("id", "The nil UUID names no page. Leave the id out, or make a random one.");
        if (await RefusePlaceAsync(workspaceId, request.ParentId, membership.Role, asker, guard, cancellation) is { } refusal) return refusal;

        DateTimeOffset now = time.GetUtcNow();
        var page = new Page(
            request.Id ?? id.Value, workspaceId, request.ParentId, string.IsNullOrEmpty(title) ? Page.DefaultTitle : title, null, caller.UserId, now, now);
        bool added = await pages.TryAddAsync(page, FirstUpdates.ForTitle(title, caller.UserId, time), cancellation);
        if (added) await audit.PageCreatedAsync(caller.UserId, page, cancellation);

        // A client that got no answer asks again with the same id: it gets the page that it made.
        if (await guard.FindAsync(page.Id, asker, cancellation) is { } visible && visible.Page.WorkspaceId == workspaceId)
        {
            PageAnswer answer = await AnswerAsync(visible, asker, guard, cancellation);
            return added ? TypedResults.Created($"/api/pages/{page.Id}", answer) : TypedResults.Ok(answer);
        }
        return Problem.Of(StatusCodes.Status409Conflict, ProblemCode.PageIdTaken, "Another page has this id. Make a new random UUID and send that.");
    }

    private static Task<Results<Ok<PageList>, ProblemHttpResult>> ListAsync(
        Guid workspaceId, Guid? after, int? limit, Caller caller, IWorkspaceStore workspaces, PageGuard guard, CancellationToken cancellation) =>
        AnswerListAsync(new PageQuery(workspaceId), after, limit, caller, workspaces, guard, cancellation);

    private static async Task<Results<Ok<PageAnswer>, ProblemHttpResult>> GetAsync(Guid pageId, Asker asker, PageGuard guard, CancellationToken cancellation) =>
        await guard.FindAsync(pageId, asker, cancellation) is { } page ? TypedResults.Ok(await AnswerAsync(page, asker, guard, cancellation)) : Problem.NoSuchPage();

    /// <summary>Title, icon and cover are the document's: they change as everything in it does, before the eyes of those who have it open.</summary>
    private static async Task<Results<Ok<PageAnswer>, ProblemHttpResult>> ChangeAsync(
        Guid pageId, ChangePageRequest request, HttpContext context, Caller caller, PageGuard guard, PageWriter writer, CancellationToken cancellation)
    {
        if (await guard.FindAsync(pageId, caller.Asker, cancellation) is not { } page) return Problem.NoSuchPage();
        if (!page.CanEdit) return Problem.AccessTooLow("edit");
        if (EntityTag.Refuse(context, await AnswerAsync(page, caller.Asker, guard, cancellation)) is { } stale) return stale;
        if (request.Title is { Length: > Page.MaxTitleLength }) return Problem.Field("title", $"A title has at most {Page.MaxTitleLength} characters.");
        if (request.Icon is { Length: > Page.MaxIconLength }) return Problem.Field("icon", $"An icon has at most {Page.MaxIconLength} characters: an emoji, or a short address.");
        if (request.Cover is { Length: > 0 } cover && !IsAddress(cover)) return Problem.Field("cover", $"A cover is an http or https address of at most {Page.MaxCoverLength} characters. Send an empty one for none.");
        (string Key, string? Value)[] wanted = [("title", request.Title?.Trim()), ("icon", request.Icon), ("cover", request.Cover)];
        if (wanted.Any(property => property.Value is not null))
            await writer.WriteAsync(pageId, caller.UserId, document => Write(document, wanted, caller.UserId), cancellation);
        return await GetAsync(pageId, caller.Asker, guard, cancellation);
    }

    private static ReadOnlyMemory<byte> Write(Document document, (string Key, string? Value)[] wanted, Guid author)
    {
        using Transaction change = document.Begin(author.ToString());
        foreach ((string key, string? value) in wanted)
        {
            if (value is null) continue;
            change.SetProperty(BlockId.Root, key, value);
            // A title that people typed together would go before the one that is set.
            if (key == BlockTexts.Title && document.Root.GetTextLength(key) is > 0 and int length) change.DeleteText(BlockId.Root, key, 0, length);
        }
        return change.Commit();
    }

    private static bool IsAddress(string text) => text.Length <= Page.MaxCoverLength && Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is ("http" or "https");

    internal static ProblemHttpResult? RefuseLimit(int? limit) => limit is < 1 or > MaxLimit ? Problem.Field("limit", $"Ask for 1 to {MaxLimit} pages at once.") : null;

    internal static async Task<Results<Ok<PageList>, ProblemHttpResult>> AnswerListAsync(
        PageQuery query, Guid? after, int? limit, Caller caller, IWorkspaceStore workspaces, PageGuard guard, CancellationToken cancellation)
    {
        if (await workspaces.FindAsync(query.WorkspaceId, caller.UserId, cancellation) is null) return Problem.NoSuchWorkspace();
        if (RefuseLimit(limit) is { } problem) return problem;
        return TypedResults.Ok(await AnswerAsync(query, caller.Asker, after, limit ?? DefaultLimit, guard, cancellation));
    }

    /// <summary>Whether somebody of this role may put a page there; null when they may.</summary>
    internal static async Task<ProblemHttpResult?> RefusePlaceAsync(
        Guid workspaceId, Guid? parentId, WorkspaceRole role, Asker asker, PageGuard guard, CancellationToken cancellation)
    {
        if (parentId is not { } id)
            return role < WorkspaceRole.Member ? PermissionRefusal.RoleTooLow.ToProblem() : null;
        if (await guard.FindAsync(id, asker, cancellation) is not { } parent || parent.Page.WorkspaceId != workspaceId)
            return Problem.Field("parentId", "There is no such page in this workspace. Leave it out for a page at the top.");
        if (!parent.CanEdit) return Problem.AccessTooLow("edit");
        return PageCreation.MayLieUnder(parent) ? null : PermissionRefusal.TooDeep.ToProblem();
    }

    internal static async Task<PageList> AnswerAsync(PageQuery query, Asker asker, Guid? after, int limit, PageGuard guard, CancellationToken cancellation)
    {
        (IReadOnlyList<VisiblePage> pages, Guid? next) = await guard.ListAsync(query, asker, after, limit, cancellation);
        return await AnswerAsync(pages, next, asker, guard, cancellation);
    }

    internal static async Task<PageList> AnswerAsync(IReadOnlyList<VisiblePage> pages, Guid? next, Asker asker, PageGuard guard, CancellationToken cancellation)
    {
        IReadOnlyDictionary<Guid, VisiblePage> parents = await guard.SeeAsync([.. pages.Select(page => page.Page.ParentId).OfType<Guid>().Distinct()], asker, cancellation);
        return new PageList([.. pages.Select(page => Answer(page, parents))], next);
    }

    internal static async Task<PageAnswer> AnswerAsync(VisiblePage page, Asker asker, PageGuard guard, CancellationToken cancellation) =>
        Answer(page, await guard.SeeAsync(page.Page.ParentId is { } parent ? [parent] : [], asker, cancellation));

    private static PageAnswer Answer(VisiblePage visible, IReadOnlyDictionary<Guid, VisiblePage> parents)
    {
        Page page = visible.Page;
        return new PageAnswer(
            page.Id,
            page.WorkspaceId,
            page.ParentId is { } parent && parents.ContainsKey(parent) ? parent : null,
            page.Title,
            page.Icon,
            page.Cover,
            page.CreatedBy,
            page.CreatedAt,
            page.UpdatedAt,
            visible.Level.Name(),
            visible.Decision.IsInTrash,
            page.TrashedAt);
    }
}
