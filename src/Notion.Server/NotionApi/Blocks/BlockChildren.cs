using System.Globalization;
using Notion.Crdt;
using Notion.Server.Permissions;

namespace Notion.Server.NotionApi;

/// <summary>Lists what is under a block, or in a page: first what the document shows, then, in a page, the pages under it that no block of the document stands for, the oldest first.</summary>
/// <remarks>
/// A cursor names the block to go on with and, for when that one is gone by then, its place; or the page behind which to go on.
/// </remarks>
internal sealed class BlockChildren(PageEdits edits, PageGuard guard, PageReader pages)
{
    public async Task<IResult> ListAsync(FoundBlock found, ApiRequest request)
    {
        Paging paging = request.ReadPaging();
        Cursor cursor = Cursor.Parse(paging.Cursor);
        // What is in a database is read as its schema and its rows.
        if (found.IsPage && (await pages.ReadAsync(found.Page, request.Asker, request.Cancellation)).Schema is not null) return ApiOutput.List("block", null, _ => { });
        Part part = await edits.ReadAsync(found.PageId, document => Read(document, found, cursor, paging.Size), request.Cancellation);
        IReadOnlyDictionary<Guid, ShownPage> named = await NamedAsync(part, request);
        var below = new List<ShownPage>();
        string? next = part.Next;
        if (next is null && found.IsPage) (below, next) = await BelowAsync(found, part, cursor, paging.Size - part.Blocks.Count, request);
        BlockOutput output = found.Output(request);
        return ApiOutput.List("block", next, writer =>
        {
            foreach (ShownBlock block in part.Blocks)
            {
                if (PageOf(block) is { } page && named.TryGetValue(page, out ShownPage? shown)) BlockOutput.WriteChildPage(writer, shown, request.Version);
                else output.Write(writer, block);
            }
            foreach (ShownPage page in below) BlockOutput.WriteChildPage(writer, page, request.Version);
        });
    }

    private static Part Read(Document document, FoundBlock found, Cursor cursor, int size)
    {
        Block parent = found.IsPage ? document.Root : found.In(document);
        IReadOnlyList<Block> children = parent.Children;
        int from = cursor.IsPage ? children.Count : cursor.FromIn(children);
        int to = Math.Min(children.Count, from + size);
        var blocks = new List<ShownBlock>(to - from);
        for (int i = from; i < to; i++) blocks.Add(ShownBlock.Of(children[i]));
        HashSet<Guid> standing = [];
        if (to == children.Count && found.IsPage)
            foreach (Block block in document.EnumerateBlocks())
                if (block.Type == BlockTypes.ChildPage && Guid.TryParse(block.Get(BlockProperties.PageId), out Guid page)) standing.Add(page);
        return new Part(blocks, to < children.Count ? Cursor.At(children[to].Id, to) : null, standing);
    }

    /// <summary>The pages for which blocks of the document stand, as far as the asker may see them.</summary>
    private async Task<IReadOnlyDictionary<Guid, ShownPage>> NamedAsync(Part part, ApiRequest request)
    {
        Guid[] ids = [.. part.Blocks.Select(PageOf).OfType<Guid>().Distinct()];
        IReadOnlyDictionary<Guid, VisiblePage> seen = await guard.SeeAsync(ids, request.Asker, request.Cancellation);
        return (await pages.ReadAsync([.. seen.Values], request.Asker, request.Cancellation)).ToDictionary(page => page.Page.Id);
    }

    private async Task<(List<ShownPage> Pages, string? Next)> BelowAsync(FoundBlock found, Part part, Cursor cursor, int size, ApiRequest request)
    {
        var query = new PageQuery(found.Page.Page.WorkspaceId) { ParentId = found.PageId };
        if (size == 0)
        {
            (IReadOnlyList<VisiblePage> first, _) = await guard.ListAsync(query, request.Asker, null, 1, request.Cancellation);
            return ([], first.Count > 0 ? Cursor.Pages(null) : null);
        }
        (IReadOnlyList<VisiblePage> list, Guid? after) = await guard.ListAsync(query, request.Asker, cursor.After, size, request.Cancellation);
        VisiblePage[] below = [.. list.Where(page => !part.Standing.Contains(page.Page.Id))];
        return ([.. await pages.ReadAsync(below, request.Asker, request.Cancellation)], after is { } last ? Cursor.Pages(last) : null);
    }

    private static Guid? PageOf(ShownBlock block) =>
        block.Type == ApiBlockTypes.ChildPage && Guid.TryParse(block.Word(BlockProperties.PageId.Key), out Guid page) ? page : null;

    private sealed record Part(IReadOnlyList<ShownBlock> Blocks, string? Next, HashSet<Guid> Standing);

    private readonly record struct Cursor(BlockId? Block, int Index, bool IsPage, Guid? After)
    {
        private const int UuidLength = 32;

        public static string At(BlockId block, int index) => string.Create(CultureInfo.InvariantCulture, $"b{block.ToGuid():N}{index}");

        public static string Pages(Guid? after) => $"p{after ?? Guid.Empty:N}";

        public static Cursor Parse(string? text)
        {
            if (text is null) return new Cursor(null, 0, false, null);
            if (text.Length < 1 + UuidLength || !Guid.TryParseExact(text.AsSpan(1, UuidLength), "N", out Guid id)) throw Paging.NoCursor();
            if (text[0] == 'p' && text.Length == 1 + UuidLength) return new Cursor(null, 0, true, id == Guid.Empty ? null : id);
            return text[0] == 'b' && int.TryParse(text.AsSpan(1 + UuidLength), NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                ? new Cursor(BlockId.From(id), index, false, null)
                : throw Paging.NoCursor();
        }

        public int FromIn(IReadOnlyList<Block> children)
        {
            if (Block is not { } wanted) return 0;
            for (int i = 0; i < children.Count; i++)
                if (children[i].Id == wanted) return i;
            return Math.Min(Index, children.Count);
        }
    }
}
