using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>What earlier runs left in the store goes to the server without anybody opening those pages.</summary>
public sealed class SendUnsentTests
{
    [Fact]
    public async Task EveryPageThatWasEditedOfflineIsSentAndClosedAgain()
    {
        await using var net = new TestNet(new FakeHost()) { IsUp = false };
        var store = new MemoryChangeStore();
        Guid[] pages = await WriteOfflineAsync(net, store, count: 80);
        net.IsUp = true;
        await using SyncClient client = net.Client(store);
        SyncedDocument open = await client.OpenAsync(pages[3]);
        Assert.Empty(await client.SendUnsentAsync(Eventually.Soon));
        Assert.All(pages, page => Assert.Equal($"{page}", net.Host[page].Committed.Text()));
        await Eventually.IsTrueAsync(() => pages.Count(page => net.Host[page].Subscribers.Count > 0) == 1, "all but the page that the application has open are closed");
        Assert.Empty(await store.FindUnsentAsync(CancellationToken.None));
        open.Append("more");
        await open.WhenDurableAsync(Eventually.Soon);
    }

    [Fact]
    public async Task APageThatTheServerDoesNotOpenIsNamedAndStaysInTheStore()
    {
        var host = new FakeHost();
        await using var net = new TestNet(host) { IsUp = false };
        var store = new MemoryChangeStore();
        Guid[] pages = await WriteOfflineAsync(net, store, count: 3);
        host.Access = page => (page == pages[1] ? SyncErrorCode.AccessDenied : null, PageAccess.Full);
        net.IsUp = true;
        await using SyncClient client = net.Client(store);
        KeyValuePair<Guid, SyncException> refused = Assert.Single(await client.SendUnsentAsync(Eventually.Soon));
        Assert.Equal((pages[1], SyncErrorCode.AccessDenied), (refused.Key, refused.Value.Code));
        Assert.Equal([pages[1]], await store.FindUnsentAsync(CancellationToken.None));
    }

    [Fact]
    public async Task WhoStopsWaitingLeavesTheRestInTheStore()
    {
        await using var net = new TestNet(new FakeHost()) { IsUp = false };
        var store = new MemoryChangeStore();
        Guid[] pages = await WriteOfflineAsync(net, store, count: 3);
        await using (SyncClient client = net.Client(store))
        {
            using var stop = new CancellationTokenSource();
            Task sending = client.SendUnsentAsync(stop.Token);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        }
        Assert.Equal(pages.Order(), (await store.FindUnsentAsync(CancellationToken.None)).Order());
    }

    private static async Task<Guid[]> WriteOfflineAsync(TestNet net, IChangeStore store, int count)
    {
        Guid[] pages = [.. Enumerable.Range(1, count).Select(i => new Guid(i, 0, 0, new byte[8]))];
        await using SyncClient client = net.Client(store);
        foreach (Guid page in pages) (await client.OpenAsync(page)).Append($"{page}");
        return pages;
    }
}
