using Notion.Server.Search;
using Notion.Server.Store.Sql;

namespace Notion.Server.Store.Sqlite;

/// <summary>FTS5, contentless: the words only, ranked by BM25 with titles weighing ten times a text. In a file of its own, so that writing it holds up no edit.</summary>
internal sealed class SqliteSearchIndex(SqliteSearchFile file) : ISearchIndex
{
    public ISqlDatabase Place => file;

    public bool IsNew => file.IsNew;

    public async ValueTask PutAsync(ISqlSession session, IReadOnlyList<SearchEntry> entries)
    {
        foreach (SearchEntry entry in entries)
        {
            long id = await session.QueryNumberAsync("SELECT id FROM search_entries WHERE page_id = @page AND block_id = @block", ("@page", entry.PageId), ("@block", entry.BlockId)).ConfigureAwait(false);
            if (id != 0) await session.ExecuteAsync("DELETE FROM search_words WHERE rowid = @id", ("@id", id)).ConfigureAwait(false);
            if (entry.Words.Count == 0)
            {
                if (id != 0) await session.ExecuteAsync("DELETE FROM search_entries WHERE id = @id", ("@id", id)).ConfigureAwait(false);
                continue;
            }
            if (id == 0)
                id = await session.QueryNumberAsync(
                    "INSERT INTO search_entries (page_id, block_id) VALUES (@page, @block) RETURNING id",
                    ("@page", entry.PageId),
                    ("@block", entry.BlockId)).ConfigureAwait(false);
            string words = string.Join(' ', entry.Words);
            await session.ExecuteAsync(
                "INSERT INTO search_words (rowid, title, body, scope) VALUES (@id, @title, @body, @scope)",
                ("@id", id),
                ("@title", entry.IsTitle ? words : string.Empty),
                ("@body", entry.IsTitle ? string.Empty : words),
                ("@scope", SearchEntry.Scope(entry.WorkspaceId))).ConfigureAwait(false);
        }
    }

    public async ValueTask ClearAsync(ISqlSession session)
    {
        await session.ExecuteAsync("INSERT INTO search_words (search_words) VALUES ('delete-all')").ConfigureAwait(false);
        await session.ExecuteAsync("DELETE FROM search_entries").ConfigureAwait(false);
        await file.BeginAsync(session).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<SearchHit>> FindAsync(
        IReadOnlyList<string> words, IReadOnlyList<Guid> workspaces, bool titlesOnly, int skip, int limit, CancellationToken cancellation = default)
    {
        // Words hold only letters, digits and marks, so none can end the quotes.
        string asked = string.Join(" AND ", words.Select((word, i) => i == words.Count - 1 ? $"\"{word}\" *" : $"\"{word}\""));
        string scope = string.Join(" OR ", workspaces.Select(SearchEntry.Scope));
        return await file.ReadAsync(
            session => session.QueryAsync(
                """
                SELECT e.page_id, e.block_id FROM search_words JOIN search_entries e ON e.id = search_words.rowid
                WHERE search_words MATCH @query ORDER BY bm25(search_words, 10.0, 1.0, 0.0), e.page_id, e.block_id LIMIT @limit OFFSET @skip
                """,
                row => new SearchHit(row.Id(0), row.Id(1)),
                ("@query", $"(scope : ({scope})) AND ({(titlesOnly ? "title" : "{title body}")} : ({asked}))"),
                ("@limit", limit),
                ("@skip", skip)),
            cancellation).ConfigureAwait(false);
    }
}
