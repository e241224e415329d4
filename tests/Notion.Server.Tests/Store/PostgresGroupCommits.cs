using System.Text;
using Notion.Server.Store;
using Notion.Server.Store.Postgres;
using Notion.Server.Store.Sql;
using Notion.Server.Tests.Running;
using Npgsql;

namespace Notion.Server.Tests.Store;

/// <summary>Appends of many pages at once: they share transactions, and not each other's trouble.</summary>
public sealed class PostgresGroupCommits
{
    private const int Pages = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task ManyPagesShareTransactionsAndEachHasItsOwnRows()
    {
        TestStore.RequirePostgres();
        await using PostgresDatabase database = TestStore.Open(await TestStore.NewDatabaseAsync());
        var log = new PostgresPageLog(database, TimeProvider.System);
        Guid[] pages = await AddPagesAsync(database);
        for (int round = 0; round < 5; round++)
        {
            int first = 1 + (2 * round);
            await Task.WhenAll(pages.Select((page, i) => log.AppendAsync(Commit(page, first, $"{i}.{first}", $"{i}.{first + 1}") with { Snapshot = i % 7 == round ? new PageSnapshot([(byte)i], [(byte)round]) : null })));
        }
        for (int i = 0; i < Pages; i++)
        {
            Assert.Equal(Enumerable.Range(1, 10).Select(n => $"{i}.{n}"), Texts((await log.ReadAfterAsync(pages[i], 0))!));
            PageHistory history = await log.ReadAsync(pages[i]);
            Assert.Equal(i % 7 < 5 ? 2 + (2 * (i % 7)) : 0, history.SnapshotSequence);
            Assert.Equal(i % 7 < 5 ? [(byte)i] : null, history.Snapshot?.Bytes);
        }
        (long transactions, long rows) = await database.ReadAsync(async session => (
            await session.QueryNumberAsync("SELECT count(DISTINCT CAST(xmin AS text)) FROM page_changes"),
            await session.QueryNumberAsync("SELECT count(*) FROM blocks WHERE properties = CAST('{\"page\": \"own\"}' AS jsonb) AND id = page_id")));
        Assert.Equal(Pages, rows);
        Assert.InRange(transactions, 1, Pages);             // of 200 commits
    }

    [Fact]
    public async Task WhoIsBehindConflictsAloneAndThePagesOfTheOthersAreCommitted()
    {
        TestStore.RequirePostgres();
        await using PostgresDatabase database = TestStore.Open(await TestStore.NewDatabaseAsync());
        var log = new PostgresPageLog(database, TimeProvider.System);
        Guid[] pages = await AddPagesAsync(database);
        await log.AppendAsync(Commit(pages[5], 1, "by another server"));
        pages[9] = Guid.CreateVersion7();
        Task[] appends = [.. pages.Select(page => log.AppendAsync(Commit(page, 1, "mine")))];
        for (int i = 0; i < Pages; i++)
        {
            if (i == 5) Assert.Equal(StoreErrorCode.Conflict, (await Assert.ThrowsAsync<StoreException>(() => appends[i])).Code);
            else if (i == 9) Assert.Equal(StoreErrorCode.Inconsistent, (await Assert.ThrowsAsync<StoreException>(() => appends[i])).Code);
            else await appends[i];
            Assert.Equal(i == 9 ? [] : [i == 5 ? "by another server" : "mine"], Texts((await log.ReadAsync(pages[i])).Tail));
        }
    }

    [Fact]
    public async Task APageThatSomebodyElseHoldsHoldsUpNoOther()
    {
        TestStore.RequirePostgres();
        await using PostgresDatabase database = TestStore.Open(await TestStore.NewDatabaseAsync());
        var log = new PostgresPageLog(database, TimeProvider.System);
        Guid[] pages = await AddPagesAsync(database);
        await using NpgsqlConnection holder = await database.ConnectAloneAsync();
        await using NpgsqlTransaction held = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("SELECT id FROM pages WHERE id = $1 FOR UPDATE", holder) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = pages[3] } } }) await hold.ExecuteScalarAsync();
        Task[] appends = [.. pages.Select(page => log.AppendAsync(Commit(page, 1, "mine")))];
        await Task.WhenAll(appends.Where((_, i) => i != 3)).WaitAsync(Patience);
        Assert.False(appends[3].IsCompleted);
        await held.RollbackAsync();
        await appends[3].WaitAsync(Patience);
        Assert.Equal(["mine"], Texts((await log.ReadAsync(pages[3])).Tail));
    }

    [Fact]
    public async Task ARowThatTheDatabaseRefusesFailsItsPageAlone()
    {
        TestStore.RequirePostgres();
        await using PostgresDatabase database = TestStore.Open(await TestStore.NewDatabaseAsync());
        var log = new PostgresPageLog(database, TimeProvider.System);
        Guid[] pages = await AddPagesAsync(database);
        var bad = new BlockRow(pages[7], null, "paragraph", "this is no JSON", "[]", "a0", Now);
        Task[] appends = [.. pages.Select((page, i) => log.AppendAsync(i == 7 ? Commit(page, 1, "mine") with { Projection = new PageProjection(false, "title", null, [bad], []) } : Commit(page, 1, "mine")))];
        for (int i = 0; i < Pages; i++)
        {
            if (i == 7) await Assert.ThrowsAsync<StoreException>(() => appends[i]);
            else await appends[i];
        }
        Assert.Equal(Pages - 1, await database.ReadAsync(session => session.QueryNumberAsync("SELECT count(*) FROM page_changes")));
    }

    private static string[] Texts(IEnumerable<byte[]> updates) => [.. updates.Select(Encoding.UTF8.GetString)];

    /// <summary>With a block that has the page's own id.</summary>
    private static PageCommit Commit(Guid page, long first, params string[] updates) => new(
        page,
        first,
        [.. updates.Select(text => new PageUpdate(Encoding.UTF8.GetBytes(text), null, Now))],
        new PageProjection(first % 4 == 3, "title", null, [new BlockRow(page, null, "paragraph", """{"page":"own"}""", "[]", "a0", Now)], []),
        null);

    private static async Task<Guid[]> AddPagesAsync(ISqlDatabase database)
    {
        Guid id = Guid.CreateVersion7();
        await new SqlAccountStore(database).TryAddAsync(new Account(id, $"{id}@example.com", "Somebody", "hash", Now));
        await new SqlWorkspaceStore(database).AddAsync(new Workspace(id, "Workspace", id, Now));
        var pages = new SqlPageStore(database);
        Guid[] ids = [.. Enumerable.Range(0, Pages).Select(_ => Guid.CreateVersion7())];
        foreach (Guid page in ids) Assert.True(await pages.TryAddAsync(new Page(page, id, null, "title", null, id, Now, Now), []));
        return ids;
    }
}
