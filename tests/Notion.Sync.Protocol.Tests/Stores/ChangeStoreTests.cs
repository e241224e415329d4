using Microsoft.Data.Sqlite;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>What every store promises, of each of them.</summary>
public sealed class ChangeStoreTests : IDisposable
{
    private static readonly Guid Page = Guid.Parse("0190f3a2-0000-7000-8000-000000000001");
    private static readonly Guid Other = Guid.Parse("0190f3a2-0000-7000-8000-000000000002");
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string _folder = Directory.CreateTempSubdirectory("notion-store-").FullName;

    private string File => Path.Combine(_folder, "store.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatIsAppendedComesBackInOrder(bool sqlite)
    {
        await using IChangeStore store = await OpenAsync(sqlite);
        IReadOnlyList<long> first = await store.AppendLocalAsync(Page, Change(1), Change(2));
        long remote = await store.AppendRemoteAsync(Page, 77);
        IReadOnlyList<long> second = await store.AppendLocalAsync(Page, Change(3));
        await store.AppendLocalAsync(Other, Change(4));

        StoredPage page = await store.LoadAsync(Page, None);
        Assert.Equal([.. first, remote, .. second], page.Updates.Select(update => update.Id));
        Assert.Equal([1, 2, 77, 3], page.Updates.Select(update => update.Update.Span[0]));
        Assert.Equal([.. first, .. second], page.Pending.Select(pending => pending.Id));
        Assert.Equal([1, 2, 3], page.Pending.Select(pending => pending.Change.End));
        Assert.All(page.Pending, pending => Assert.Equal(new ReplicaId(ReplicaId.MaxValue), pending.Change.Replica));
        Assert.Equal(page.Pending.Select(pending => pending.Id), page.Pending.Select(pending => pending.Id).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatIsDurableIsNoLongerPendingAndStaysInThePage(bool sqlite)
    {
        await using IChangeStore store = await OpenAsync(sqlite);
        IReadOnlyList<long> ids = await store.AppendLocalAsync(Page, Change(1), Change(2));
        await store.SettleAsync(Page, ids[0], 999);
        StoredPage page = await store.LoadAsync(Page, None);
        Assert.Equal(ids[1], Assert.Single(page.Pending).Id);
        Assert.Equal(2, page.Updates.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AReplacementLeavesWhatOthersAdded(bool sqlite)
    {
        await using IChangeStore store = await OpenAsync(sqlite);
        IReadOnlyList<long> mine = await store.AppendLocalAsync(Page, Change(1), Change(2));
        await store.AppendRemoteAsync(Page, 77);
        await store.ReplaceAsync(Page, mine, 99);
        StoredPage page = await store.LoadAsync(Page, None);
        Assert.Equal([77, 99], page.Updates.Select(update => update.Update.Span[0]));
        Assert.Equal(2, page.Pending.Count);
    }

    [Fact]
    public async Task TheFileSurvivesReopeningAndNumbersGoOn()
    {
        long last;
        await using (IChangeStore store = await OpenAsync(sqlite: true))
        {
            last = (await store.AppendLocalAsync(Page, Change(1)))[0];
            await store.SettleAsync(Page, last);
            await store.ReplaceAsync(Page, [last], 5);
        }
        await using (IChangeStore store = await OpenAsync(sqlite: true))
        {
            Assert.Equal(5, Assert.Single((await store.LoadAsync(Page, None)).Updates).Update.Span[0]);
            Assert.True((await store.AppendLocalAsync(Page, Change(2)))[0] > last + 1);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AWriteThatIsTriedAgainIsMadeOnce(bool sqlite)
    {
        await using IChangeStore store = await OpenAsync(sqlite);
        var write = new StoreWrite { Writer = new ReplicaId(5), Number = 1, Updates = [new byte[] { 77 }], Local = [Change(1), Change(2)] };
        IReadOnlyList<long> first = await store.WriteAsync(Page, write, None), again = await store.WriteAsync(Page, write, None);
        Assert.Equal(first, again);
        IReadOnlyList<long> others = await store.WriteAsync(Page, write with { Writer = new ReplicaId(6) }, None), next = await store.WriteAsync(Page, write with { Number = 2, Local = [] }, None);
        Assert.Empty(first.Intersect(others).Union(first.Intersect(next)));
        StoredPage page = await store.LoadAsync(Page, None);
        Assert.Equal((7, 4), (page.Updates.Count, page.Pending.Count));
        await store.WriteAsync(Other, write, None);
        Assert.Equal(2, (await store.LoadAsync(Other, None)).Pending.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatWasRefusedStaysUntilItIsSettled(bool sqlite)
    {
        await using IChangeStore store = await OpenAsync(sqlite);
        IReadOnlyList<long> ids = await store.AppendLocalAsync(Page, Change(1), Change(2));
        await store.WriteAsync(Page, new StoreWrite { Refused = [new RefusedChange(ids[1], SyncErrorCode.ClockDrift), new RefusedChange(999, SyncErrorCode.ReadOnly)] }, None);
        Assert.Equal([null, SyncErrorCode.ClockDrift], (await store.LoadAsync(Page, None)).Pending.Select(pending => pending.RefusedWith));
        Assert.Equal(Page, Assert.Single(await store.FindUnsentAsync(None)));
        await store.SettleAsync(Page, [.. ids]);
        Assert.Empty((await store.LoadAsync(Page, None)).Pending);
    }

    [Fact]
    public async Task TheFileIsWrittenAheadAndSynced()
    {
        await using (await SqliteChangeStore.OpenAsync(File))
        {
            using var connection = new SqliteConnection($"Data Source={File};Pooling=false");
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode";
            Assert.Equal("wal", command.ExecuteScalar());
        }
    }

    [Fact]
    public async Task AClientOnAFileKeepsItsOfflineWork()
    {
        await using var net = new TestNet(new FakeHost());
        await net.CrashAsync();
        await using (IChangeStore store = await OpenAsync(sqlite: true))
        await using (SyncClient client = net.Client(store))
        {
            SyncedDocument page = await client.OpenAsync(Page, None);
            for (int i = 0; i < 50; i++) page.Append($"{i}");
        }
        net.IsUp = true;
        await using (IChangeStore store = await OpenAsync(sqlite: true))
        {
            await using (SyncClient client = net.Client(store))
            {
                SyncedDocument page = await client.OpenAsync(Page, None);
                Assert.Equal(50, page.Text().Split('\n').Length);
                await page.WhenDurableAsync(Eventually.Soon);
            }
            Assert.Empty((await store.LoadAsync(Page, None)).Pending);
        }
        Assert.Equal(50, net.Host[Page].Committed.Text().Split('\n').Length);
    }

    private static LocalChange Change(int number) => new(new ReplicaId(ReplicaId.MaxValue), number, new[] { (byte)number });

    private async Task<IChangeStore> OpenAsync(bool sqlite) => sqlite ? await SqliteChangeStore.OpenAsync(File) : new MemoryChangeStore();
}
