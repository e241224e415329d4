namespace Notion.Server.Store.Sql;

/// <summary>Takes the rows of blocks out of each other before many of them go at once.</summary>
/// <remarks>
/// SQLite follows the reference from a block to its parent row by row, each inside the deletion of the one before, and gives up at a thousand: a page with blocks nested deeper could never be committed or
/// deleted again. PostgreSQL deletes all rows of a statement first, and then has none to follow.
/// </remarks>
internal static class BlockNesting
{
    /// <summary>No block of these pages has a parent any more; their rows are about to be deleted.</summary>
    public static async ValueTask<bool> LetGoAsync(ISqlSession session, Guid[] pages)
    {
        if (session.Dialect == SqlDialect.Sqlite)
            await session.ExecuteAsync($"UPDATE blocks SET parent_block_id = NULL WHERE page_id {SqlText.OneOf(session.Dialect, "@pages")} AND parent_block_id IS NOT NULL", ("@pages", pages)).ConfigureAwait(false);
        return true;
    }
}
