using Notion.Server.Permissions;
using Notion.Server.Store.Sql;

namespace Notion.Server.Search;

/// <summary>Searches for somebody: what the index finds, less what the guard does not let them see or what lies in the trash.</summary>
internal sealed class PageSearch(ISqlDatabase database, ISearchIndex index, PageGuard guard)
{
    private const int Batch = 100;

    /// <summary>How many hits one answer looks at. Who may see few of many gets parts that are not full, and goes on.</summary>
    private const int MaxScan = 1_000;

    /// <param name="asked">Folded words; at least one.</param>
    /// <param name="workspaces">Where to look; at least one.</param>
    /// <param name="asker">For whom.</param>
    /// <param name="after">How many hits were looked at before.</param>
    /// <param name="limit">At most so many results.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task<SearchResults> FindAsync(IReadOnlyList<string> asked, IReadOnlyList<Guid> workspaces, Asker asker, int after, int limit, CancellationToken cancellation)
    {
        var results = new List<SearchResult>();
        for (int scanned = 0; scanned < MaxScan; scanned += Batch)
        {
            IReadOnlyList<SearchHit> hits = await index.FindAsync(asked, workspaces, after, Batch, cancellation);
            IReadOnlyDictionary<Guid, VisiblePage> pages = await guard.SeeAsync([.. hits.Select(hit => hit.PageId).Distinct()], asker, cancellation);
            SearchHit[] seen = [.. hits.Where(hit => IsShown(hit, pages))];
            Dictionary<SearchHit, (Guid WorkspaceId, string Text)> texts = seen.Length == 0 ? [] : await database.ReadAsync(session => SearchTexts.ReadAsync(session, seen), cancellation);
            foreach (SearchHit hit in hits)
            {
                if (IsShown(hit, pages) && texts.TryGetValue(hit, out (Guid WorkspaceId, string Text) found))
                {
                    if (results.Count == limit) return new SearchResults(results, after);
                    results.Add(Result(hit, pages[hit.PageId], found.Text, asked));
                }
                after++;
            }
            if (hits.Count < Batch) return new SearchResults(results, null);
        }
        return new SearchResults(results, after);
    }

    private static bool IsShown(SearchHit hit, IReadOnlyDictionary<Guid, VisiblePage> pages) => pages.TryGetValue(hit.PageId, out VisiblePage? page) && !page.Decision.IsInTrash;

    private static SearchResult Result(SearchHit hit, VisiblePage page, string text, IReadOnlyList<string> asked)
    {
        var excerpt = Excerpt.Of(text, asked);
        return new SearchResult(hit.PageId, hit.BlockId == Guid.Empty ? null : hit.BlockId, page.Page.WorkspaceId, page.Page.Title, page.Page.Icon, excerpt.Text, excerpt.Ranges);
    }
}
