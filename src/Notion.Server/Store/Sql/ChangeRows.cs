namespace Notion.Server.Store.Sql;

/// <summary>The rows of the log.</summary>
internal static class ChangeRows
{
    public static async ValueTask<bool> AppendAsync(ISqlSession session, Guid pageId, long firstSequence, IReadOnlyList<PageUpdate> updates)
    {
        for (int i = 0; i < updates.Count; i++)
            await session.ExecuteAsync(
                "INSERT INTO page_changes (page_id, seq, bytes, author, created_at) VALUES (@page, @seq, @bytes, @author, @at)",
                ("@page", pageId),
                ("@seq", firstSequence + i),
                ("@bytes", updates[i].Bytes),
                ("@author", updates[i].Author),
                ("@at", updates[i].At)).ConfigureAwait(false);
        return true;
    }
}
