using System.Globalization;
using Notion.Server.Permissions;
using Notion.Server.Search;
using Notion.Server.Store;
using Notion.Server.Store.Sql;

namespace Notion.Server.NotionApi;

/// <summary>Finds pages by their titles; without words, all that the asker may see, the one edited last first.</summary>
internal sealed class ApiSearch(ISqlDatabase database, ISearchIndex index, IWorkspaceStore workspaces, PageGuard guard)
{
    /// <summary>How many pages with the words are looked at: sorting needs all of them.</summary>
    private const int MaxFound = 1_000;

    /// <summary>How many pages a list looks at for one answer. Who may see few of many gets parts that are not full, and goes on.</summary>
    private const int MaxScan = 5_000;

    private const int Batch = 200;
    private const int MaxWords = 16;

    /// <param name="query">What to look for; empty for everything.</param>
    /// <param name="databases">Only databases, or only other pages; null for both.</param>
    /// <param name="oldestFirst">Whether the one edited last comes last; null for the best first, where there are words.</param>
    /// <param name="paging">Which part.</param>
    /// <param name="request">For whom.</param>
    /// <returns>The pages, and what to go on with.</returns>
    public async Task<(IReadOnlyList<VisiblePage> Pages, string? Next)> FindAsync(string query, bool? databases, bool? oldestFirst, Paging paging, ApiRequest request)
    {
        Guid[] reached = [.. (await workspaces.ListAsync(request.UserId, request.Cancellation)).Select(membership => membership.Workspace.Id).Where(id => request.Asker.OnlyIn is not { } only || only == id)];
        if (reached.Length == 0) return ([], null);
        List<string> words = [.. Words.Asked(query).Take(MaxWords)];
        if (words.Count > 0) return await FindWordsAsync(words, reached, databases, oldestFirst, paging, request);
        return query.Trim().Length > 0 ? ([], null) : await ListAsync(reached, databases, oldestFirst == true, paging, request);
    }

    private async Task<(IReadOnlyList<VisiblePage> Pages, string? Next)> FindWordsAsync(List<string> words, Guid[] reached, bool? databases, bool? oldestFirst, Paging paging, ApiRequest request)
    {
        int skip = 0;
        if (paging.Cursor is { } cursor && !int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out skip)) throw Paging.NoCursor();
        var found = new List<VisiblePage>();
        for (int scanned = 0; scanned < MaxFound; scanned += Batch)
        {
            IReadOnlyList<SearchHit> hits = await index.FindAsync(words, reached, titlesOnly: true, scanned, Batch, request.Cancellation);
            IReadOnlyDictionary<Guid, VisiblePage> seen = await guard.SeeAsync([.. hits.Select(hit => hit.PageId).Distinct()], request.Asker, request.Cancellation);
            HashSet<Guid>? wanted = databases is { } only ? await OfKindAsync([.. seen.Keys], only, request.Cancellation) : null;
            found.AddRange(hits.Where(hit => seen.TryGetValue(hit.PageId, out VisiblePage? page) && !page.Decision.IsInTrash && wanted?.Contains(hit.PageId) != false).Select(hit => seen[hit.PageId]));
            if (hits.Count < Batch || (oldestFirst is null && found.Count > skip + paging.Size)) break;
        }
        if (oldestFirst is { } ascending) found = [.. ascending ? found.OrderBy(page => page.Page.UpdatedAt).ThenBy(page => page.Page.Id) : found.OrderByDescending(page => page.Page.UpdatedAt).ThenByDescending(page => page.Page.Id)];
        string? next = found.Count > skip + paging.Size ? (skip + paging.Size).ToString(CultureInfo.InvariantCulture) : null;
        return ([.. found.Skip(skip).Take(paging.Size)], next);
    }

    private async Task<HashSet<Guid>> OfKindAsync(Guid[] pages, bool databases, CancellationToken cancellation) => [.. await database.ReadAsync(
        session => session.QueryAsync($"SELECT id FROM pages WHERE id {SqlText.OneOf(session.Dialect, "@pages")} AND is_database = @databases", row => row.Id(0), ("@pages", pages), ("@databases", databases)), cancellation)];

    /// <summary>A cursor is the last page's time and id, so that pages edited meanwhile push none out of the list.</summary>
    private async Task<(IReadOnlyList<VisiblePage> Pages, string? Next)> ListAsync(Guid[] reached, bool? databases, bool oldestFirst, Paging paging, ApiRequest request)
    {
        (DateTimeOffset At, Guid Id)? after = paging.Cursor is { } cursor ? TimeCursor.Parse(cursor) : null;
        var found = new List<VisiblePage>();
        for (int scanned = 0; ; scanned += Batch)
        {
            List<(Guid Id, DateTimeOffset At)> rows = await ReadAsync(reached, databases, oldestFirst, after, request.Cancellation);
            IReadOnlyDictionary<Guid, VisiblePage> seen = await guard.SeeAsync([.. rows.Select(row => row.Id)], request.Asker, request.Cancellation);
            foreach ((Guid id, DateTimeOffset at) in rows)
            {
                if (seen.TryGetValue(id, out VisiblePage? page) && !page.Decision.IsInTrash)
                {
                    if (found.Count == paging.Size) return (found, TimeCursor.Format(after!.Value.At, after.Value.Id));
                    found.Add(page);
                }
                after = (at, id);
            }
            if (rows.Count < Batch) return (found, null);
            if (scanned >= MaxScan) return (found, TimeCursor.Format(after!.Value.At, after.Value.Id));
        }
    }

    private Task<List<(Guid Id, DateTimeOffset At)>> ReadAsync(Guid[] reached, bool? databases, bool oldestFirst, (DateTimeOffset At, Guid Id)? after, CancellationToken cancellation) => database.ReadAsync(
        session =>
        {
            (string compare, string order) = oldestFirst ? (">", "ASC") : ("<", "DESC");
            string sql = $"""
                SELECT p.id, p.updated_at FROM pages p WHERE p.workspace_id {SqlText.OneOf(session.Dialect, "@workspaces")} AND p.trashed_at IS NULL {(databases is null ? string.Empty : "AND p.is_database = @databases")}
                {(after is null ? string.Empty : $"AND (p.updated_at, p.id) {compare} (@at, @id)")} ORDER BY p.updated_at {order}, p.id {order} LIMIT @limit
                """;
            List<(string, object?)> parameters = [("@workspaces", reached), ("@limit", Batch)];
            if (databases is { } only) parameters.Add(("@databases", only));
            if (after is { } last) parameters.AddRange([("@at", last.At), ("@id", last.Id)]);
            return session.QueryAsync(sql, row => (row.Id(0), row.Time(1)), [.. parameters]);
        },
        cancellation);
}
