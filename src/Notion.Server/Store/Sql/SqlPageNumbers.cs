using System.Collections.Concurrent;

namespace Notion.Server.Store.Sql;

internal sealed class SqlPageNumbers(ISqlDatabase database) : IPageNumbers
{
    /// <summary>More are forgotten, and read again.</summary>
    private const int MaxKept = 100_000;

    // A number never changes, so what is kept is never out of date; whether the page is still there is for others to ask.
    private readonly ConcurrentDictionary<Guid, long> _numbers = [];
    private readonly ConcurrentDictionary<long, Guid> _pages = [];

    public async Task<long> GetAsync(Guid pageId, CancellationToken cancellation = default)
    {
        if (_numbers.TryGetValue(pageId, out long kept)) return kept;
        long number = await database.ReadAsync(session => FindAsync(session, pageId), cancellation).ConfigureAwait(false);
        if (number == 0)
            number = await database.WriteAsync(
                async session => await FindAsync(session, pageId).ConfigureAwait(false) is not 0 and var found ? found : await session.QueryNumberAsync(
                    "INSERT INTO page_numbers (page_id) SELECT id FROM pages WHERE id = @page RETURNING number", ("@page", pageId)).ConfigureAwait(false),
                cancellation).ConfigureAwait(false);
        if (number != 0) Keep(number, pageId);
        return number;
    }

    public async Task<Guid?> FindAsync(long number, CancellationToken cancellation = default)
    {
        if (_pages.TryGetValue(number, out Guid kept)) return kept;
        List<Guid> found = await database.ReadAsync(
            session => session.QueryAsync("SELECT page_id FROM page_numbers WHERE number = @number", row => row.Id(0), ("@number", number)), cancellation).ConfigureAwait(false);
        if (found.Count == 0) return null;
        Keep(number, found[0]);
        return found[0];
    }

    private static ValueTask<long> FindAsync(ISqlSession session, Guid pageId) =>
        session.QueryNumberAsync("SELECT number FROM page_numbers WHERE page_id = @page", ("@page", pageId));

    private void Keep(long number, Guid pageId)
    {
        if (_numbers.Count >= MaxKept)
        {
            _numbers.Clear();
            _pages.Clear();
        }
        _numbers[pageId] = number;
        _pages[number] = pageId;
    }
}
