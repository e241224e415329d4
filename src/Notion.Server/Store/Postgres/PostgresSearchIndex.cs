using System.Globalization;
using System.Text;
using Notion.Server.Search;
using Notion.Server.Store.Sql;

namespace Notion.Server.Store.Postgres;

/// <summary>
/// Vectors of words that are cut and folded here, and written as such: neither PostgreSQL's parser nor its dictionaries nor the locale of the database has a part in it, so that
/// both engines find the same. Ranked by <c>ts_rank</c>, a title's words with weight A.
/// </summary>
internal sealed class PostgresSearchIndex(ISqlDatabase database) : ISearchIndex
{
    /// <summary>PostgreSQL keeps no positions above.</summary>
    private const int MaxPosition = 16_383;

    public ISqlDatabase Place => database;

    public bool IsNew => false;

    public async ValueTask PutAsync(ISqlSession session, IReadOnlyList<SearchEntry> entries)
    {
        SearchEntry[] gone = [.. entries.Where(entry => entry.Words.Count == 0)];
        SearchEntry[] put = [.. entries.Where(entry => entry.Words.Count > 0)];
        if (gone.Length > 0)
            await session.ExecuteAsync(
                "DELETE FROM search_entries e USING unnest(@pages, @blocks) AS k (page_id, block_id) WHERE e.page_id = k.page_id AND e.block_id = k.block_id",
                ("@pages", Array.ConvertAll(gone, entry => entry.PageId)),
                ("@blocks", Array.ConvertAll(gone, entry => entry.BlockId))).ConfigureAwait(false);
        if (put.Length > 0)
            await session.ExecuteAsync(
                """
                INSERT INTO search_entries (page_id, block_id, words) SELECT page_id, block_id, CAST(words AS tsvector) FROM unnest(@pages, @blocks, @words) AS k (page_id, block_id, words)
                ON CONFLICT (page_id, block_id) DO UPDATE SET words = excluded.words
                """,
                ("@pages", Array.ConvertAll(put, entry => entry.PageId)),
                ("@blocks", Array.ConvertAll(put, entry => entry.BlockId)),
                ("@words", Array.ConvertAll(put, Vector))).ConfigureAwait(false);
    }

    public async ValueTask ClearAsync(ISqlSession session) => await session.ExecuteAsync("DELETE FROM search_entries").ConfigureAwait(false);

    public async Task<IReadOnlyList<SearchHit>> FindAsync(
        IReadOnlyList<string> words, IReadOnlyList<Guid> workspaces, bool titlesOnly, int skip, int limit, CancellationToken cancellation = default)
    {
        // Words hold only letters, digits and marks, so none can end the quotes.
        string asked = string.Join(" & ", words.Select((word, i) => (i == words.Count - 1 ? $"'{word}':*" : $"'{word}'") + (titlesOnly ? i == words.Count - 1 ? "A" : ":A" : string.Empty)));
        string scope = string.Join(" | ", workspaces.Select(id => $"'{SearchEntry.Scope(id)}'"));
        return await database.ReadAsync(
            session => session.QueryAsync(
                """
                SELECT page_id, block_id FROM search_entries WHERE words @@ CAST(@query AS tsquery)
                ORDER BY ts_rank(words, CAST(@asked AS tsquery)) DESC, page_id, block_id LIMIT @limit OFFSET @skip
                """,
                row => new SearchHit(row.Id(0), row.Id(1)),
                ("@query", $"({scope}) & ({asked})"),
                ("@asked", asked),
                ("@limit", limit),
                ("@skip", skip)),
            cancellation).ConfigureAwait(false);
    }

    private static string Vector(SearchEntry entry)
    {
        var vector = new StringBuilder();
        vector.Append('\'').Append(SearchEntry.Scope(entry.WorkspaceId)).Append('\'');
        for (int i = 0; i < entry.Words.Count; i++)
        {
            vector.Append(" '").Append(entry.Words[i]).Append("':").Append(CultureInfo.InvariantCulture, $"{Math.Min(i + 1, MaxPosition)}");
            if (entry.IsTitle) vector.Append('A');
        }
        return vector.ToString();
    }
}
