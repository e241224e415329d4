using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>Several stores on one file, as several processes have them: each with rows of its own, and nothing lost of one that is gone.</summary>
public sealed class SharedStoreTests : IDisposable
{
    private static readonly Guid Page = Guid.Parse("0190f3a2-0000-7000-8000-000000000001");
    private static readonly Guid Other = Guid.Parse("0190f3a2-0000-7000-8000-000000000002");
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string _folder = Directory.CreateTempSubdirectory("notion-shared-").FullName;

    private string Store => Path.Combine(_folder, "store.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task EachHasItsOwnPendingChangesAndSeesTheOthersWhenItLoads()
    {
        await using SqliteChangeStore first = await SqliteChangeStore.OpenAsync(Store);
        await using SqliteChangeStore second = await SqliteChangeStore.OpenAsync(Store);
        await first.WriteAsync(Page, new StoreWrite { Local = [Change(1)], CreateIn = Other }, None);
        StoredPage copied = await second.LoadAsync(Page, None);
        Assert.Equal([1], Bodies(copied));
        Assert.Empty(copied.Pending);
        Assert.Equal(Other, copied.CreateIn);
        Assert.Equal([Page], await first.FindUnsentAsync(None));

        await Task.WhenAll(Enumerable.Range(2, 48).Select(i => (i % 2 == 0 ? first : second).AppendLocalAsync(Page, Change(i)).AsTask()));
        Assert.Equal(25, (await first.LoadAsync(Page, None)).Pending.Count);
        Assert.Equal(24, (await second.LoadAsync(Page, None)).Pending.Count);
        await first.SettleAsync(Page, [.. (await second.LoadAsync(Page, None)).Pending.Select(pending => pending.Id)]);
        await first.ReplaceAsync(Page, [.. (await second.LoadAsync(Page, None)).Updates.Select(update => update.Id)], 99);
        Assert.Equal(24, (await second.LoadAsync(Page, None)).Pending.Count);
        Assert.Equal(25, (await second.LoadAsync(Page, None)).Updates.Count);
    }

    [Fact]
    public async Task WhoLoadsAPageTakesOverWhatOthersLeft()
    {
        await using SqliteChangeStore heir = await SqliteChangeStore.OpenAsync(Store);
        await using (SqliteChangeStore gone = await SqliteChangeStore.OpenAsync(Store))
        {
            await gone.WriteAsync(Page, new StoreWrite { Local = [Change(1), Change(2)], CreateIn = Other }, None);
            await gone.AppendLocalAsync(Other, Change(3));
            Assert.Empty(await heir.FindUnsentAsync(None));
        }
        await heir.AppendLocalAsync(Page, Change(4));
        Assert.Equal([Page, Other], (await heir.FindUnsentAsync(None)).Order());
        StoredPage page = await heir.LoadAsync(Page, None);
        Assert.Equal([1, 2, 4], Bodies(page));
        Assert.Equal([1, 2, 4], page.Pending.Select(pending => pending.Change.End));
        Assert.Equal(Other, page.CreateIn);

        await using SqliteChangeStore next = await SqliteChangeStore.OpenAsync(Store);
        Assert.Empty((await next.LoadAsync(Page, None)).Pending);           // the heir lives
        Assert.Equal([3], Bodies(await next.LoadAsync(Other, None)));       // this one it had not loaded
    }

    [Fact]
    public async Task NothingIsLeftBesideTheFileWhenAllHaveGone()
    {
        for (int i = 0; i < 3; i++)
        {
            await using SqliteChangeStore store = await SqliteChangeStore.OpenAsync(Store);
            await store.AppendLocalAsync(Page, Change(i + 1));
            Assert.Equal(i + 1, (await store.LoadAsync(Page, None)).Pending.Count);
        }
        Assert.Equal([Store], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task WhoIsTakenForGoneIsFencedOff()
    {
        await using SqliteChangeStore slow = await SqliteChangeStore.OpenAsync(Store);
        await slow.AppendLocalAsync(Page, Change(1));
        File.Delete(Assert.Single(Directory.GetFiles(_folder, "*-owner-*")));  // as a drive without locks would have it
        await using SqliteChangeStore taker = await SqliteChangeStore.OpenAsync(Store);
        Assert.Single((await taker.LoadAsync(Page, None)).Pending);
        ChangeStoreException refused = await Assert.ThrowsAsync<ChangeStoreException>(async () => await slow.AppendLocalAsync(Page, Change(2)));
        Assert.Equal((ChangeStoreErrorCode.TakenOver, false), (refused.Code, refused.IsRetryable));
        Assert.Equal([1], Bodies(await taker.LoadAsync(Page, None)));
    }

    [Fact]
    public async Task TwoClientsWithOnePageOpenOfflineLoseAndDoubleNothing()
    {
        await using var net = new TestNet(new FakeHost());
        net.IsUp = false;
        await using SqliteChangeStore firstStore = await SqliteChangeStore.OpenAsync(Store);
        await using SqliteChangeStore secondStore = await SqliteChangeStore.OpenAsync(Store);
        await using SyncClient first = net.Client(firstStore);
        await using SyncClient second = net.Client(secondStore);
        SyncedDocument one = await first.OpenAsync(Page);
        for (int i = 0; i < 20; i++) one.Append($"first {i}");
        await Eventually.IsTrueAsync(() => one.State != SyncState.Unstored, "the edits are stored");
        SyncedDocument two = await second.OpenAsync(Page);
        Assert.Equal(one.Text(), two.Text());
        for (int i = 0; i < 20; i++)
        {
            one.Append($"first {20 + i}");
            two.Append($"second {i}");
        }
        net.IsUp = true;
        await Task.WhenAll(one.WhenDurableAsync(Eventually.Soon), two.WhenDurableAsync(Eventually.Soon));
        await Eventually.IsTrueAsync(() => one.Text() == two.Text() && one.Text() == net.Host[Page].Committed.Text(), "all are equal");
        string[] expected = [.. Enumerable.Range(0, 40).Select(i => $"first {i}"), .. Enumerable.Range(0, 20).Select(i => $"second {i}")];
        Assert.Equal(expected.Order(), one.Text().Split('\n').Order());
    }

    [Fact]
    public async Task OfTwoClientsNoneMakesAgainWhatTheOtherWroteWhenItIsRefused()
    {
        var host = new FakeHost();
        await using var net = new TestNet(host);
        net.IsUp = false;
        await using SqliteChangeStore firstStore = await SqliteChangeStore.OpenAsync(Store);
        await using SqliteChangeStore secondStore = await SqliteChangeStore.OpenAsync(Store);
        await using SyncClient first = net.Client(firstStore);
        await using SyncClient second = net.Client(secondStore);
        SyncedDocument one = await first.OpenAsync(Page);
        foreach (string text in (string[])["refused", "kept"]) one.Append(text);
        await Eventually.IsTrueAsync(() => one.State != SyncState.Unstored, "the edits are stored");
        SyncedDocument two = await second.OpenAsync(Page);
        two.Append("second");
        host.Refuse = update => update.Span.IndexOf("refused"u8) >= 0 ? (SyncErrorCode.ValidationFailed, false) : null;
        net.IsUp = true;
        await Eventually.IsTrueAsync(() => host[Page].Committed.Text().Split('\n').Order().SequenceEqual(["kept", "second"]), () => $"{one.Text()} | {two.Text()} | {host[Page].Committed.Text()}");
        await Eventually.IsTrueAsync(() => one.Text() == two.Text() && one.Text() == host[Page].Committed.Text(), () => $"{one.Text()} | {two.Text()} | {host[Page].Committed.Text()}");
        await Eventually.IsTrueAsync(() => (one.PendingCount, two.PendingCount) == (0, 0), () => $"{one.PendingCount} and {two.PendingCount} wait");
    }

    private static IEnumerable<int> Bodies(StoredPage page) => page.Updates.Select(update => (int)update.Update.Span[0]);

    private static LocalChange Change(int number) => new(new ReplicaId(ReplicaId.MaxValue), number, new[] { (byte)number });
}
