using Notion.Server.Store;
using Notion.Server.Store.Postgres;
using Notion.Server.Store.Sql;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Store;

/// <summary>The log of pages on PostgreSQL, by itself.</summary>
public sealed class PostgresPages
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task AnAppendGoesToTheEndOfTheLogOrConflicts()
    {
        TestStore.RequirePostgres();
        await using PostgresDatabase database = TestStore.Open(await TestStore.NewDatabaseAsync());
        var log = new PostgresPageLog(database, TimeProvider.System);
        Guid page = await AddPageAsync(database);
        await log.AppendAsync(Commit(page, 1, ["a", "b"]));
        foreach (PageCommit wrong in (PageCommit[])[Commit(page, 1, ["a", "b"]), Commit(page, 1, ["a", "b", "c"]), Commit(page, 2, ["other"]), Commit(page, 4, ["gap"])])
            Assert.Equal(StoreErrorCode.Conflict, (await Assert.ThrowsAsync<StoreException>(() => log.AppendAsync(wrong))).Code);
        Assert.Equal(StoreErrorCode.Inconsistent, (await Assert.ThrowsAsync<StoreException>(() => log.AppendAsync(Commit(Guid.CreateVersion7(), 1, ["nowhere"])))).Code);
        await log.AppendAsync(Commit(page, 3, ["c"]));
        Assert.Equal(["a", "b", "c"], (await log.ReadAsync(page)).Tail.Select(System.Text.Encoding.UTF8.GetString));
        Assert.Equal(["b", "c"], (await log.ReadAfterAsync(page, 1))!.Select(System.Text.Encoding.UTF8.GetString));
    }

    [Fact]
    public async Task OfManyServersThatAppendAtOnceOneWinsEachPlaceInTheLog()
    {
        TestStore.RequirePostgres();
        await using PostgresDatabase database = TestStore.Open(await TestStore.NewDatabaseAsync());
        var log = new PostgresPageLog(database, TimeProvider.System);
        Guid page = await AddPageAsync(database);
        int conflicts = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async server =>
        {
            for (int i = 0; i < 10; i++)
            {
                while (true)
                {
                    long next = (await log.ReadAsync(page)).LastSequence + 1;
                    try
                    {
                        await log.AppendAsync(Commit(page, next, [$"{server}.{i}"]));
                        break;
                    }
                    catch (StoreException exception) when (exception.Code == StoreErrorCode.Conflict)
                    {
                        Interlocked.Increment(ref conflicts);
                    }
                }
            }
        }));
        string[] written = [.. (await log.ReadAsync(page)).Tail.Select(bytes => System.Text.Encoding.UTF8.GetString(bytes))];
        Assert.Equal(80, written.Length);
        Assert.Equal(80, written.Distinct().Count());
        Assert.True(conflicts > 0);
    }

    [Fact]
    public async Task LettersThatPostgresTakesInNoTextDoNotKeepAPageFromBeingCommitted()
    {
        TestStore.RequirePostgres();
        await using PostgresDatabase database = TestStore.Open(await TestStore.NewDatabaseAsync());
        var log = new PostgresPageLog(database, TimeProvider.System);
        Guid page = await AddPageAsync(database);
        var row = new BlockRow(Guid.CreateVersion7(), null, "a\0type", """{"k\u0000":"\\u0000 \u0000 \\\u0000"}""", """[{"text":"\u0000"}]""", "a0", Now);
        await log.AppendAsync(new PageCommit(page, 1, [new PageUpdate([0], null, Now)], new PageProjection(true, "nul \0 and half \ud800", "\0", [row], []), new PageSnapshot([0], null)));
        (string, string, string, string) stored = Assert.Single(await database.ReadAsync(session => session.QueryAsync(
            "SELECT p.title, b.type, b.properties, b.content FROM blocks b JOIN pages p ON p.id = b.page_id WHERE p.id = @page", found => (found.Text(0), found.Text(1), found.Text(2), found.Text(3)), ("@page", page))));
        Assert.Equal(("nul \ufffd and half \ufffd", "a\ufffdtype", "{\"k\ufffd\": \"\\\\u0000 \ufffd \\\\\ufffd\"}", "[{\"text\": \"\ufffd\"}]"), stored);
    }

    [Fact]
    public async Task AWholeProjectionLeavesNothingElseAndTouchesOnlyWhatDiffers()
    {
        TestStore.RequirePostgres();
        await using PostgresDatabase database = TestStore.Open(await TestStore.NewDatabaseAsync());
        var log = new PostgresPageLog(database, TimeProvider.System);
        Guid page = await AddPageAsync(database);
        Guid[] ids = [.. Enumerable.Range(0, 3).Select(_ => Guid.CreateVersion7()).Order()];
        (Guid parent, Guid child, Guid gone) = (ids[0], ids[1], ids[2]);
        await AppendAsync(1, [Row(parent, null, "a0"), Row(child, parent, "a0"), Row(gone, parent, "a1")]);
        await AppendAsync(2, [Row(child, null, "a5"), Row(parent, child, "a0")]);
        Assert.Equal([(parent, child, 1L), (child, null, 1L)], await ReadAsync());
        await AppendAsync(3, [Row(child, null, "a5"), Row(parent, child, "a0")]);
        Assert.Equal([(parent, child, 1L), (child, null, 1L)], await ReadAsync());
        await AppendAsync(4, []);
        Assert.Empty(await ReadAsync());

        Task AppendAsync(long sequence, BlockRow[] rows) =>
            log.AppendAsync(new PageCommit(page, sequence, [new PageUpdate([0], null, Now)], new PageProjection(true, "title", null, rows, []), null));

        Task<List<(Guid, Guid?, long)>> ReadAsync() => database.ReadAsync(session => session.QueryAsync(
            "SELECT id, parent_block_id, version FROM blocks WHERE page_id = @page ORDER BY id", row => (row.Id(0), row.OptionalId(1), row.Number(2)), ("@page", page)));
    }

    [Fact]
    public async Task AfterARestartOfTheDatabaseReadsAndWritesGoOnWithoutAnError()
    {
        TestStore.RequirePostgres();
        await using PostgresCluster cluster = await PostgresCluster.StartAsync();
        await using PostgresDatabase database = TestStore.Open(cluster.ConnectionString(await TestStore.MigrateAsync(cluster, await cluster.CreateDatabaseAsync())));
        var log = new PostgresPageLog(database, TimeProvider.System);
        Guid page = await AddPageAsync(database);
        await log.AppendAsync(Commit(page, 1, ["before"]));
        await cluster.StopServerAsync();
        Assert.Equal(StoreErrorCode.Unavailable, (await Assert.ThrowsAsync<StoreException>(() => log.AppendAsync(Commit(page, 2, ["while away"])))).Code);
        Assert.Equal(StoreErrorCode.Unavailable, (await Assert.ThrowsAsync<StoreException>(() => database.ProbeAsync())).Code);
        await cluster.StartServerAsync();
        await database.ProbeAsync();
        await log.AppendAsync(Commit(page, 2, ["after"]));
        Assert.Equal(2, (await log.ReadAsync(page)).LastSequence);
    }

    [Fact]
    public async Task VersionsOfManyPagesComeAtOnceWithWhatTheirSnapshotsLack()
    {
        TestStore.RequirePostgres();
        await using PostgresDatabase database = TestStore.Open(await TestStore.NewDatabaseAsync());
        var log = new PostgresPageLog(database, TimeProvider.System);
        Guid plain = await AddPageAsync(database), snapshotted = await AddPageAsync(database), old = await AddPageAsync(database), empty = await AddPageAsync(database);
        await log.AppendAsync(Commit(plain, 1, ["a", "b"]));
        await log.AppendAsync(Commit(snapshotted, 1, ["c", "d"]) with { Snapshot = new PageSnapshot([1], [2]) });
        await log.AppendAsync(Commit(snapshotted, 3, ["e"]));
        await log.AppendAsync(Commit(old, 1, ["f"]) with { Snapshot = new PageSnapshot([1], null) });
        await log.AppendAsync(new PageCommit(old, 2, [], null, new PageSnapshot([3], null)));
        IReadOnlyList<PageVersion> versions = await log.ReadVersionsAsync([empty, plain, Guid.CreateVersion7(), snapshotted, old]);
        Assert.Equal(
            new[] { (plain, "", "a b"), (snapshotted, "02", "e"), (old, "", "") }.OrderBy(version => version.Item1),
            versions.Select(version => (version.PageId, Convert.ToHexString(version.Snapshot ?? []), string.Join(' ', version.Tail.Select(System.Text.Encoding.UTF8.GetString)))).OrderBy(version => version.PageId));
        Assert.Equal([old], versions.Where(version => !version.IsKnown).Select(version => version.PageId));
    }

    private static BlockRow Row(Guid id, Guid? parent, string position) => new(id, parent, "paragraph", "{}", "[]", position, Now);

    private static PageCommit Commit(Guid page, long first, string[] updates) => new(
        page, first, [.. updates.Select(text => new PageUpdate(System.Text.Encoding.UTF8.GetBytes(text), null, Now))], new PageProjection(false, "title", null, [], []), null);

    private static async Task<Guid> AddPageAsync(ISqlDatabase database)
    {
        Guid id = Guid.CreateVersion7();
        await new SqlAccountStore(database).TryAddAsync(new Account(id, $"{id}@example.com", "Somebody", "hash", Now));
        await new SqlWorkspaceStore(database).AddAsync(new Workspace(id, "Workspace", id, Now));
        var created = new AuditEvent(Now, "page.created", id, id, "page", id, "create", "{}", default);
        Assert.True(await new SqlPageStore(database).TryAddAsync(new Page(id, id, null, "title", null, id, Now, Now), [], created));
        return id;
    }
}
