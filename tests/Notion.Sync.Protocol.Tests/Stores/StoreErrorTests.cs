using Microsoft.Data.Sqlite;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>What a file can do to a store, each with the code that tells an application what to do, and no file touched that is not a store's.</summary>
public sealed class StoreErrorTests : IDisposable
{
    private static readonly Guid Page = Guid.Parse("0190f3a2-0000-7000-8000-000000000001");
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string _folder = Directory.CreateTempSubdirectory("notion-broken-").FullName;

    private string Store => Path.Combine(_folder, "store.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task AFileOfALaterVersionIsRefusedAndLeftAlone()
    {
        await (await SqliteChangeStore.OpenAsync(Store)).DisposeAsync();
        Run("PRAGMA user_version = 9");
        byte[] before = await File.ReadAllBytesAsync(Store);
        Assert.Equal(ChangeStoreErrorCode.TooNew, await OpeningAsync(Store));
        Assert.Equal(before, await File.ReadAllBytesAsync(Store));
    }

    [Fact]
    public async Task AnotherApplicationsDatabaseIsRefusedAndLeftAlone()
    {
        Run("CREATE TABLE updates (mine)");
        byte[] before = await File.ReadAllBytesAsync(Store);
        Assert.Equal(ChangeStoreErrorCode.Foreign, await OpeningAsync(Store));
        Assert.Equal(before, await File.ReadAllBytesAsync(Store));
    }

    [Fact]
    public async Task AFileThatIsNoDatabaseIsRefusedAndLeftAlone()
    {
        await File.WriteAllTextAsync(Store, new string('x', 5000));
        Assert.Equal(ChangeStoreErrorCode.Foreign, await OpeningAsync(Store));
        Assert.Equal(new string('x', 5000), await File.ReadAllTextAsync(Store));
    }

    [Fact]
    public async Task AMissingFolderIsNamed() => Assert.Equal(ChangeStoreErrorCode.Unavailable, await OpeningAsync(Path.Combine(_folder, "missing", "store.db")));

    [Fact]
    public async Task ATornFileIsDamagedAndNotHalfRead()
    {
        await using (SqliteChangeStore store = await SqliteChangeStore.OpenAsync(Store))
            for (int i = 0; i < 40; i++) await store.AppendLocalAsync(Page, Change(i + 1, 5000));
        using (FileStream file = File.Open(Store, FileMode.Open)) file.SetLength(file.Length / 2 / 4096 * 4096);
        ChangeStoreException error = await Assert.ThrowsAsync<ChangeStoreException>(async () =>
        {
            await using SqliteChangeStore store = await SqliteChangeStore.OpenAsync(Store);
            await store.LoadAsync(Page, None);
        });
        Assert.Equal((ChangeStoreErrorCode.Damaged, false), (error.Code, error.IsRetryable));
    }

    [Fact]
    public async Task RowsThatAreNoPageAreDamagedAndOtherPagesOpen()
    {
        await using SqliteChangeStore store = await SqliteChangeStore.OpenAsync(Store);
        await store.AppendRemoteAsync(Page, 77);
        await using var net = new TestNet(new FakeHost());
        await using SyncClient client = net.Client(store);
        Assert.Equal(ChangeStoreErrorCode.Damaged, (await Assert.ThrowsAsync<ChangeStoreException>(() => client.OpenAsync(Page))).Code);
        SyncedDocument other = await client.OpenAsync(Guid.Parse("0190f3a2-0000-7000-8000-000000000002"));
        other.Append("well");
        await other.WhenDurableAsync(Eventually.Soon);
    }

    [Fact]
    public async Task AFullDiskStoresNothingOfTheWriteAndGoesOnWhenThereIsRoom()
    {
        await using SqliteChangeStore store = await SqliteChangeStore.OpenAsync(Store);
        await store.AppendLocalAsync(Page, Change(1, 10));
        store.LimitTo(pages: 12);
        ChangeStoreException full = await Assert.ThrowsAsync<ChangeStoreException>(async () => await store.AppendLocalAsync(Page, Change(2, 10), Change(3, 100_000)));
        Assert.Equal((ChangeStoreErrorCode.Full, true), (full.Code, full.IsRetryable));
        Assert.Single((await store.LoadAsync(Page, None)).Updates);
        store.LimitTo(pages: 1000);
        await store.AppendLocalAsync(Page, Change(2, 10), Change(3, 100_000));
        Assert.Equal(3, (await store.LoadAsync(Page, None)).Pending.Count);
    }

    [Fact]
    public async Task AClientOnAFullDiskSaysSoAndStoresWhenThereIsRoom()
    {
        await using SqliteChangeStore store = await SqliteChangeStore.OpenAsync(Store);
        await using var net = new TestNet(new FakeHost());
        await using SyncClient client = net.Client(store);
        SyncedDocument page = await client.OpenAsync(Page);
        await page.WhenOpenAsync(Eventually.Soon);
        store.LimitTo(pages: 12);
        page.Append(new string('x', 100_000));
        await Eventually.IsTrueAsync(() => page.Error is ChangeStoreException { Code: ChangeStoreErrorCode.Full }, "the application is told");
        Assert.Equal((SyncState.Unstored, 0), (page.State, net.Host.Batches));
        store.LimitTo(pages: 1000);
        await page.WhenDurableAsync(Eventually.Soon);
        Assert.Null(page.Error);
    }

    [Fact]
    public async Task AHeldFileIsBusy()
    {
        await using SqliteChangeStore store = await SqliteChangeStore.OpenAsync(Store, TimeSpan.FromMilliseconds(50));
        using (var connection = new SqliteConnection($"Data Source={Store};Pooling=false"))
        {
            connection.Open();
            using SqliteTransaction held = connection.BeginTransaction(deferred: false);
            ChangeStoreException busy = await Assert.ThrowsAsync<ChangeStoreException>(async () => await store.AppendLocalAsync(Page, Change(1, 10)));
            Assert.Equal((ChangeStoreErrorCode.Busy, true), (busy.Code, busy.IsRetryable));
        }
        await store.AppendLocalAsync(Page, Change(1, 10));
        Assert.Single((await store.LoadAsync(Page, None)).Pending);
    }

    private static LocalChange Change(int number, int length) => new(new ReplicaId(ReplicaId.MaxValue), number, new byte[length]);

    private static async Task<ChangeStoreErrorCode> OpeningAsync(string path) => (await Assert.ThrowsAsync<ChangeStoreException>(() => SqliteChangeStore.OpenAsync(path))).Code;

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Store};Pooling=false");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
