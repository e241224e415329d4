using Notion.Crdt;
using Notion.Server.Nodes;
using Notion.Server.Permissions;
using Notion.Server.Store;
using Notion.Server.Tokens;

namespace Notion.Server.NotionApi;

/// <summary><c>/v1/pages</c>.</summary>
internal static class ApiPageEndpoints
{
    public static void MapApiPages(this IEndpointRouteBuilder api)
    {
        api.MapPost("/pages", CreateAsync).RequireScope(TokenScopes.InsertContent);
        RouteGroupBuilder page = api.MapGroup("/pages/{page_id}");
        page.MapGet("", RetrieveAsync).RequireScope(TokenScopes.ReadContent);
        page.MapPatch("", UpdateAsync).RequireScope(TokenScopes.UpdateContent);
        page.MapPost("/move", MoveAsync).RequireScope(TokenScopes.UpdateContent);
        page.MapGet("/properties/{property_id}", RetrievePropertyAsync).RequireScope(TokenScopes.ReadContent);
    }

    private static async Task<IResult> CreateAsync(ApiRequest request, PageGuard guard, PagePlaces places, PageDrafts drafts, NewPages pages, PageReader reader)
    {
        BodyNode body = await request.ReadBodyAsync();
        PagePlace place = await places.FindAsync(body, request);
        RefuseTemplate(body);
        (PageDraft draft, List<BlockDraft> children) = await drafts.ReadAsync(body, place, names => ReadChildren(body, names), request);
        Guid id = await pages.AddAsync(place, request.UserId, document => Write(document, draft, children, request.UserId), request.Cancellation);
        VisiblePage made = await guard.FindAsync(id, request.Asker, request.Cancellation) ?? throw ApiException.NotFound("page");
        return await AnswerAsync(made, request, reader);
    }

    private static async Task<IResult> RetrieveAsync(ApiRequest request, PageGuard guard, PageReader pages) => await AnswerAsync(await FindAsync(request, guard), request, pages);

    private static async Task<IResult> UpdateAsync(ApiRequest request, PageGuard guard, PageDrafts drafts, PageEdits edits, PageReader pages, PageTrash trash)
    {
        VisiblePage page = await FindAsync(request, guard);
        if (!page.CanEdit && !page.MayRestore) throw TooLow();
        BodyNode body = await request.ReadBodyAsync();
        bool? inTrash = BlockEndpoints.ReadTrash(body);
        if (!page.CanEdit && inTrash is null) throw TooLow();
        RefuseTemplate(body);
        if (body.FindValue("is_locked")?.Flag() == true) throw ApiException.Invalid("body failed validation: body.is_locked is not supported here. Give the others less access to the page instead.");
        bool erase = body.FindValue("erase_content")?.Flag() == true;
        ShownPage there = await pages.ReadAsync(page, request.Asker, request.Cancellation);
        var place = new PagePlace(page.Page.WorkspaceId, page.Page.ParentId, there.Row?.Schema);
        (PageDraft draft, _) = await drafts.ReadAsync(body, place, _ => true, request);
        if (inTrash == false) page = await trash.PutAsync(page, false, request.Asker, request.Cancellation);
        if (!draft.IsEmpty || erase)
        {
            if (!page.CanEdit) throw TooLow();
            Guid author = request.UserId;
            await edits.WriteAsync(page.Page.Id, author, document => (true, Change(document, draft, erase, author)), request.Cancellation);
        }
        if (inTrash == true) await trash.PutAsync(page, true, request.Asker, request.Cancellation);
        return await AnswerAsync(await FindAsync(request, guard), request, pages);
    }

    private static async Task<IResult> MoveAsync(ApiRequest request, PageGuard guard, IPageTree tree, PageReader pages, INodeBus bus, TimeProvider time)
    {
        VisiblePage page = await FindAsync(request, guard);
        if (!page.IsFull) throw ApiException.Restricted("Moving takes full access to the page, outside the trash.");
        BodyNode parent = (await request.ReadBodyAsync()).Get("parent");
        Guid target = parent.Get("page_id").Id();
        if (await tree.MoveAsync(page.Page.Id, target, request.Asker, time.GetUtcNow(), CancellationToken.None) is { } refusal) throw PageRefusals.Of(refusal);
        bus.Publish(new NodeMessage.AccessChanged(page.Page.WorkspaceId, page.Page.Id, null));
        return await AnswerAsync(await FindAsync(request, guard), request, pages);
    }

    private static async Task<IResult> RetrievePropertyAsync(ApiRequest request, string property_id, PageGuard guard, PageReader pages)
    {
        VisiblePage page = await FindAsync(request, guard);
        request.ReadPaging();
        ShownPage shown = await pages.ReadAsync(page, request.Asker, request.Cancellation);
        return PropertyItemOutput.Answer(shown, Uri.UnescapeDataString(property_id), request.Site) ?? throw ApiException.NotFound("property");
    }

    private static async Task<VisiblePage> FindAsync(ApiRequest request, PageGuard guard) =>
        await guard.FindAsync(request.Id("page_id"), request.Asker, request.Cancellation) ?? throw ApiException.NotFound("page");

    private static async Task<IResult> AnswerAsync(VisiblePage page, ApiRequest request, PageReader pages)
    {
        ShownPage shown = await pages.ReadAsync(page, request.Asker, request.Cancellation);
        return ApiOutput.Json(writer => PageOutput.Write(writer, shown, request));
    }

    private static List<BlockDraft> ReadChildren(BodyNode body, References references)
    {
        if ((body.FindValue("children") ?? body.FindValue("content")) is not { } content) return [];
        List<BlockDraft> children = BlockInput.ReadNew(content, references);
        foreach (BlockDraft child in children)
            if (!child.Type.MayStandUnder(null)) throw ApiException.Invalid($"body failed validation: a {child.Type.Name} cannot stand under a page.");
        return children;
    }

    private static ReadOnlyMemory<byte> Write(Document document, PageDraft draft, IReadOnlyList<BlockDraft> children, Guid author)
    {
        using Transaction edit = document.Begin(author.ToString());
        draft.Write(document, edit);
        foreach (BlockDraft child in children) BlockEdits.Insert(edit, child, BlockId.Root, -1);
        return edit.Commit();
    }

    private static ReadOnlyMemory<byte> Change(Document document, PageDraft draft, bool erase, Guid author)
    {
        using Transaction edit = document.Begin(author.ToString());
        draft.Write(document, edit);
        if (erase)
            foreach (Block block in document.Root.Children) edit.Delete(block.Id);
        return edit.Commit();
    }

    private static void RefuseTemplate(BodyNode body)
    {
        if (body.FindValue("template") is { } template && template.Get("type").Text(100) != "none") throw template.Should("not be there: templates are not supported here");
        if (body.FindValue("markdown") is { } markdown) throw markdown.Should("not be there: markdown is not supported here. Send children");
    }

    private static ApiException TooLow() => ApiException.Restricted("This takes edit access to the page, outside the trash. Ask somebody with full access, or take the page out of the trash.");
}
