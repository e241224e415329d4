namespace Notion.Server.Store.Sql;

/// <summary>The rows that say which block links to which page.</summary>
internal static class LinkRows
{
    /// <summary>For so few, a statement each costs less than reading a list of them, where a statement is a call.</summary>
    private const int FewBlocks = 8;

    public static async ValueTask<bool> ProjectAsync(ISqlSession session, Guid pageId, PageProjection projection)
    {
        if (projection.IsWhole)
        {
            await session.ExecuteAsync("DELETE FROM page_links WHERE page_id = @page", ("@page", pageId)).ConfigureAwait(false);
        }
        else
        {
            Guid[] blocks = [.. projection.Changed.Select(block => block.Id), .. projection.Removed];
            if (session.Dialect == SqlDialect.Sqlite && blocks.Length <= FewBlocks)
                foreach (Guid block in blocks)
                    await session.ExecuteAsync("DELETE FROM page_links WHERE page_id = @page AND block_id = @block", ("@page", pageId), ("@block", block)).ConfigureAwait(false);
            else if (blocks.Length > 0)
                await session.ExecuteAsync(
                    $"DELETE FROM page_links WHERE page_id = @page AND block_id {SqlText.OneOf(session.Dialect, "@blocks")}", ("@page", pageId), ("@blocks", blocks)).ConfigureAwait(false);
        }
        foreach (BlockLink link in projection.Links)
            await session.ExecuteAsync(
                "INSERT INTO page_links (page_id, block_id, target_id) VALUES (@page, @block, @target)", ("@page", pageId), ("@block", link.BlockId), ("@target", link.TargetId)).ConfigureAwait(false);
        return true;
    }
}
