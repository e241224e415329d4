using Notion.Crdt;
using Notion.Server.Permissions;
using Notion.Server.Tokens;

namespace Notion.Server.NotionApi;

/// <summary><c>/v1/blocks</c>. A page's id stands for the page: its children are what is in it.</summary>
internal static class BlockEndpoints
{
    public static void MapBlocks(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder block = api.MapGroup("/blocks/{block_id}");
        block.MapGet("", RetrieveAsync).RequireScope(TokenScopes.ReadContent);
        block.MapPatch("", UpdateAsync).RequireScope(TokenScopes.UpdateContent);
        block.MapDelete("", DeleteAsync).RequireScope(TokenScopes.UpdateContent);
        block.MapGet("/children", ListAsync).RequireScope(TokenScopes.ReadContent);
        block.MapPatch("/children", AppendAsync).RequireScope(TokenScopes.InsertContent);
    }

    private static async Task<IResult> RetrieveAsync(ApiRequest request, BlockFinder finder, PageEdits edits, PageReader pages)
    {
        FoundBlock found = await finder.FindAsync(request.Id("block_id"), request.Asker, request.Cancellation);
        if (found.IsPage) return await AnswerPageAsync(found.Page, request, pages);
        ShownBlock block = await edits.ReadAsync(found.PageId, document => ShownBlock.Of(found.In(document)), request.Cancellation);
        return Answer(block, found, request);
    }

    private static async Task<IResult> UpdateAsync(ApiRequest request, BlockFinder finder, ReferenceFinder references, PageEdits edits, PageReader pages, PageTrash trash)
    {
        FoundBlock found = await finder.FindAsync(request.Id("block_id"), request.Asker, request.Cancellation);
        if (found.IsPage && !(found.Page.CanEdit || found.Page.MayRestore)) found.RequireEdit();
        if (!found.IsPage) found.RequireEdit();
        BodyNode body = await request.ReadBodyAsync();
        bool? inTrash = ReadTrash(body);
        if (found.IsPage)
        {
            if (inTrash is null) found.RequireEdit();
            if (inTrash is not { } wanted) throw ApiException.Invalid("body failed validation: a page is changed with PATCH /v1/pages/{page_id}; here only in_trash may be given.");
            return await AnswerPageAsync(await trash.PutAsync(found.Page, wanted, request.Asker, request.Cancellation), request, pages);
        }
        BlockDraft? draft = await references.ReadAsync(names => BlockInput.ReadChange(body, names), request.Asker, found.Page.Page.WorkspaceId, request.Cancellation);
        if (draft is null && inTrash is null) throw ApiException.Invalid("body failed validation: body should have the payload of the block's type, or in_trash.");
        Guid author = request.UserId;
        ShownBlock block = await edits.WriteAsync(found.PageId, author, document => BlockEdits.Change(document, found, draft, inTrash, author), request.Cancellation);
        return Answer(block, found, request);
    }

    private static async Task<IResult> DeleteAsync(ApiRequest request, BlockFinder finder, PageEdits edits, PageReader pages, PageTrash trash)
    {
        FoundBlock found = (await finder.FindAsync(request.Id("block_id"), request.Asker, request.Cancellation)).RequireEdit();
        if (found.IsPage) return await AnswerPageAsync(await trash.PutAsync(found.Page, true, request.Asker, request.Cancellation), request, pages);
        Guid author = request.UserId;
        ShownBlock block = await edits.WriteAsync(found.PageId, author, document => BlockEdits.Change(document, found, null, true, author), request.Cancellation);
        return Answer(block, found, request);
    }

    private static async Task<IResult> ListAsync(ApiRequest request, BlockFinder finder, BlockChildren children)
    {
        FoundBlock found = await finder.FindAsync(request.Id("block_id"), request.Asker, request.Cancellation);
        return await children.ListAsync(found, request);
    }

    private static async Task<IResult> AppendAsync(ApiRequest request, BlockFinder finder, ReferenceFinder references, PageEdits edits)
    {
        FoundBlock found = (await finder.FindAsync(request.Id("block_id"), request.Asker, request.Cancellation)).RequireEdit();
        BodyNode body = await request.ReadBodyAsync();
        BlockPlace place = BlockPlace.Read(body).On(found);
        List<BlockDraft> drafts = await references.ReadAsync(names => BlockInput.ReadNew(body.Get("children"), names), request.Asker, found.Page.Page.WorkspaceId, request.Cancellation);
        if (drafts.Count == 0) throw body.Get("children").Should("have at least one block");
        Guid author = request.UserId;
        IReadOnlyList<ShownBlock> made = await edits.WriteAsync(found.PageId, author, document => BlockEdits.Append(document, found, place, drafts, author), request.Cancellation);
        BlockOutput output = found.Output(request);
        return ApiOutput.List("block", null, writer =>
        {
            foreach (ShownBlock block in made) output.Write(writer, block);
        });
    }

    /// <summary><c>in_trash</c>, or its older name <c>archived</c>.</summary>
    public static bool? ReadTrash(BodyNode body) => (body.FindValue("in_trash") ?? body.FindValue("archived"))?.Flag();

    private static IResult Answer(ShownBlock block, FoundBlock found, ApiRequest request) => ApiOutput.Json(writer => found.Output(request).Write(writer, block));

    private static async Task<IResult> AnswerPageAsync(VisiblePage page, ApiRequest request, PageReader pages)
    {
        ShownPage shown = await pages.ReadAsync(page, request.Asker, request.Cancellation);
        return ApiOutput.Json(writer => BlockOutput.WriteChildPage(writer, shown, request.Version));
    }
}
