using Notion.Crdt;
using Notion.Server.Permissions;
using Notion.Server.Store;

namespace Notion.Server.NotionApi;

/// <summary>Says what ids of blocks stand for, to those who may see it.</summary>
internal sealed class BlockFinder(PageGuard guard, IPageNumbers numbers)
{
    /// <exception cref="ApiException">There is no such block or page, or the asker may not see it.</exception>
    public async Task<FoundBlock> FindAsync(Guid id, Asker asker, CancellationToken cancellation)
    {
        // A block first: a page's id may be chosen by whoever makes it, a block's may not.
        if (BlockReference.TryParse(id, out BlockReference reference)
            && await numbers.FindAsync(reference.Page, cancellation) is { } holder
            && await guard.FindAsync(holder, asker, cancellation) is { } page)
            return new FoundBlock(page, reference.Page, reference.Block);
        return await FindPageAsync(id, asker, "block", cancellation);
    }

    /// <exception cref="ApiException">There is no such page, or the asker may not see it.</exception>
    public async Task<FoundBlock> FindPageAsync(Guid id, Asker asker, string kind, CancellationToken cancellation) =>
        await guard.FindAsync(id, asker, cancellation) is { } page && await numbers.GetAsync(id, cancellation) is not 0 and var number
            ? new FoundBlock(page, number, BlockId.Root)
            : throw ApiException.NotFound(kind);
}
