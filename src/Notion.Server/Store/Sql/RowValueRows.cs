namespace Notion.Server.Store.Sql;

/// <summary>The rows that filters and sorts read, and what a page says of itself as a database.</summary>
internal static class RowValueRows
{
    /// <summary>Takes away what there is of the page and writes what there is to be.</summary>
    public static async ValueTask<bool> ReplaceAsync(ISqlSession session, Guid pageId, RowProjection row)
    {
        await session.ExecuteAsync("DELETE FROM row_values WHERE page_id = @page", ("@page", pageId)).ConfigureAwait(false);
        foreach (RowEntry entry in row.Entries)
            await session.ExecuteAsync(
                """
                INSERT INTO row_values (page_id, slot, item, text, sort_text, number, json, database_id, created_at)
                VALUES (@page, @slot, @item, @text, @sort, @number, @json,
                    (SELECT parent_id FROM pages WHERE id = @page AND trashed_at IS NULL), (SELECT created_at FROM pages WHERE id = @page))
                """,
                ("@page", pageId),
                ("@slot", entry.Slot),
                ("@item", entry.Item),
                ("@text", entry.Text),
                ("@sort", entry.SortText),
                ("@number", entry.Number),
                ("@json", entry.Json is null ? null : new SqlJson(entry.Json))).ConfigureAwait(false);
        await session.ExecuteAsync(
            "UPDATE pages SET is_database = @is, properties_schema = @schema WHERE id = @page",
            ("@is", row.Schema is not null),
            ("@schema", row.Schema is null ? null : new SqlJson(row.Schema)),
            ("@page", pageId)).ConfigureAwait(false);
        return true;
    }
}
