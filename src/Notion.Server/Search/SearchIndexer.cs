using Notion.Server.Logging;
using Notion.Server.Store;
using Notion.Server.Store.Sql;

namespace Notion.Server.Search;

/// <summary>
/// Brings the index up to what was committed. The database notes every change of a text in <c>search_changes</c>, in the transaction that makes it (by triggers), so none is
/// lost however the server ends; here they are taken in several times a second, many keystrokes in one block as one change, away from the way of an edit to the disk.
/// </summary>
/// <remarks>
/// <para>Where the index lies in the database of the texts, one transaction reads the notes, reads the texts as they are now, writes the index and removes the notes. So the index is never older than the notes that are gone, and several
/// servers on one database may do it at once: of two that write the same entry, the database lets the later one read again.</para>
/// <para>Where it lies apart, the notes are marked as taken, the texts read, the index written and committed, and only then the notes removed. What changes meanwhile makes a note anew, as one that is taken does not count; and a
/// note that was taken by a process that ended is due like any other. This is for one process at a time.</para>
/// </remarks>
internal sealed class SearchIndexer(ISqlDatabase database, ISearchIndex index, TimeProvider time, ILogger<SearchIndexer> logger) : BackgroundService
{
    private const int Batch = 500;

    /// <summary>Titles and blocks in one transaction beside people who type, where that is in the same database.</summary>
    private const int FewEntries = 8;

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMilliseconds(750);

    /// <summary>The more there is to do, the longer the wait, so that a block that many type in is taken in once for more keystrokes; never so long that an edit is not found within a second.</summary>
    private const int WaitForWork = 20;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private bool IsApart => index.Place != database;

    /// <summary>Takes in what is due now. What people type meanwhile is for the next time, or a busy server would never be done.</summary>
    public Task TakeInAsync(CancellationToken cancellation) => TakeInAsync(FewEntries, cancellation);

    private async Task TakeInAsync(int mostEntries, CancellationToken cancellation)
    {
        long last = await database.ReadAsync(session => session.QueryNumberAsync("SELECT max(id) FROM search_changes"), cancellation).ConfigureAwait(false);
        while (last > 0 && await TakeSomeInAsync(last, mostEntries, cancellation).ConfigureAwait(false) > 0)
        {
        }
    }

    private Task<int> TakeSomeInAsync(long last, int mostEntries, CancellationToken cancellation) =>
        IsApart ? TakeInApartAsync(last, cancellation) : database.WriteAsync(session => TakeInAsync(session, last, mostEntries), cancellation);

    /// <summary>Forgets the index and notes everything anew.</summary>
    /// <returns>How many titles and blocks there are to take in.</returns>
    public async Task<int> ResetAsync(CancellationToken cancellation)
    {
        int notes = await database.WriteAsync(
            async session =>
            {
                if (!IsApart) await index.ClearAsync(session).ConfigureAwait(false);
                await session.ExecuteAsync("DELETE FROM search_changes").ConfigureAwait(false);
                int titles = await session.ExecuteAsync("INSERT INTO search_changes (page_id, block_id) SELECT id, @nil FROM pages", ("@nil", Guid.Empty)).ConfigureAwait(false);
                return titles + await session.ExecuteAsync("INSERT INTO search_changes (page_id, block_id) SELECT page_id, id FROM blocks").ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
        // The notes are there first: whatever is cleared comes again.
        if (IsApart) await index.Place.WriteAsync(ClearAsync, cancellation).ConfigureAwait(false);
        return notes;

        async ValueTask<bool> ClearAsync(ISqlSession session)
        {
            await index.ClearAsync(session).ConfigureAwait(false);
            return true;
        }
    }

    /// <summary>Builds the index anew, to its end.</summary>
    public async Task RebuildAsync(CancellationToken cancellation)
    {
        int notes = await ResetAsync(cancellation).ConfigureAwait(false);
        await TakeInAsync(Batch, cancellation).ConfigureAwait(false);
        ServerLog.Reindexed(logger, notes);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            TimeSpan wait;
            try
            {
                long began = time.GetTimestamp();
                if (index.IsNew) await ResetAsync(stoppingToken).ConfigureAwait(false);
                await TakeInAsync(stoppingToken).ConfigureAwait(false);
                wait = time.GetElapsedTime(began) * WaitForWork;
                if (wait < ShortestInterval) wait = ShortestInterval;
                if (wait > LongestInterval) wait = LongestInterval;
            }
            catch (StoreException exception)
            {
                ServerLog.IndexingFailed(logger, exception);
                wait = RetryAfter;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> TakeInApartAsync(long last, CancellationToken cancellation)
    {
        List<(long Id, SearchHit Changed)> notes = await database.WriteAsync(
            async session =>
            {
                List<(long Id, SearchHit Changed)> due = await DueAsync(session, last).ConfigureAwait(false);
                if (due.Count > 0) await session.ExecuteAsync($"UPDATE search_changes SET is_taken = 1 WHERE {Listed(session)}", ("@ids", Ids(due))).ConfigureAwait(false);
                return due;
            },
            cancellation).ConfigureAwait(false);
        if (notes.Count == 0) return 0;
        SearchHit[] changed = [.. notes.Select(note => note.Changed).Distinct()];
        Dictionary<SearchHit, (Guid WorkspaceId, string Text)> texts = await database.ReadAsync(session => SearchTexts.ReadAsync(session, changed), cancellation).ConfigureAwait(false);
        SearchEntry[] entries = [.. changed.Select(entry => Entry(entry, texts))];
        await index.Place.WriteAsync(
            async session =>
            {
                await index.PutAsync(session, entries).ConfigureAwait(false);
                return true;
            },
            cancellation).ConfigureAwait(false);
        await database.WriteAsync(session => session.ExecuteAsync($"DELETE FROM search_changes WHERE {Listed(session)}", ("@ids", Ids(notes))), cancellation).ConfigureAwait(false);
        return notes.Count;
    }

    private async ValueTask<int> TakeInAsync(ISqlSession session, long last, int mostEntries)
    {
        List<(long Id, SearchHit Changed)> notes = await DueAsync(session, last).ConfigureAwait(false);
        if (notes.Count == 0) return 0;
        SearchHit[] changed = [.. notes.Select(note => note.Changed).Distinct().Take(mostEntries)];
        HashSet<SearchHit> taken = [.. changed];
        notes.RemoveAll(note => !taken.Contains(note.Changed));
        Dictionary<SearchHit, (Guid WorkspaceId, string Text)> texts = await SearchTexts.ReadAsync(session, changed).ConfigureAwait(false);
        await index.PutAsync(session, [.. changed.Select(entry => Entry(entry, texts))]).ConfigureAwait(false);
        await session.ExecuteAsync($"DELETE FROM search_changes WHERE {Listed(session)}", ("@ids", Ids(notes))).ConfigureAwait(false);
        return notes.Count;
    }

    private static ValueTask<List<(long Id, SearchHit Changed)>> DueAsync(ISqlSession session, long last)
    {
        string others = session.Dialect == SqlDialect.Postgres ? " FOR UPDATE SKIP LOCKED" : string.Empty;
        return session.QueryAsync(
            $"SELECT id, page_id, block_id FROM search_changes WHERE id <= @last ORDER BY id LIMIT @limit{others}",
            row => (row.Number(0), new SearchHit(row.Id(1), row.Id(2))),
            ("@last", last),
            ("@limit", Batch));
    }

    private static string Ids(List<(long Id, SearchHit Changed)> notes) => string.Join(',', notes.Select(note => note.Id));

    private static string Listed(ISqlSession session) =>
        session.Dialect == SqlDialect.Postgres ? "id = ANY(string_to_array(@ids, ',')::bigint[])" : "id IN (SELECT value FROM json_each('[' || @ids || ']'))";

    private static SearchEntry Entry(SearchHit changed, Dictionary<SearchHit, (Guid WorkspaceId, string Text)> texts) => texts.TryGetValue(changed, out (Guid WorkspaceId, string Text) found)
        ? SearchEntry.Of(changed, found.WorkspaceId, found.Text)
        : new SearchEntry(changed.PageId, changed.BlockId, Guid.Empty, []);
}
