using System.Text;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

public sealed class RejectionTests
{
    private static readonly Guid Page = Guid.Parse("0190f3a2-0000-7000-8000-000000000003");

    [Fact]
    public async Task ARejectedEditIsHandedBackAndBothSidesAgree()
    {
        var host = new FakeHost { Refuse = update => Contains(update, "forbidden") ? (SyncErrorCode.ValidationFailed, false) : null };
        await using var net = new TestNet(host);
        var store = new MemoryChangeStore();
        await using SyncClient client = net.Client(store);
        SyncedDocument page = await client.OpenAsync(Page);
        var rejections = new List<RejectedChanges>();
        int replaced = 0;
        page.Rejected += (_, rejected) => rejections.Add(rejected);
        page.Replaced += (_, _) => replaced++;
        page.Append("kept");
        await page.WhenDurableAsync(Eventually.Soon);

        page.Append("forbidden");
        await Eventually.IsTrueAsync(() => replaced == 1, "the page is built again");
        Assert.Equal("kept", page.Text());
        await Eventually.IsTrueAsync(() => rejections.Count > 0, "the rejection is told once it is stored");
        RejectedChanges rejection = Assert.Single(rejections);
        Assert.Equal(SyncErrorCode.ValidationFailed, rejection.Code);
        Assert.True(Contains(Assert.Single(rejection.Updates), "forbidden"));
        await Eventually.IsTrueAsync(() => page.State == SyncState.Rejected && page.PendingCount == 0, "the state says so");

        page.Append("fine again");
        await page.WhenDurableAsync(Eventually.Soon);
        Assert.Equal(SyncState.Durable, page.State);
        Assert.Equal("kept\nfine again", host[Page].Committed.Text());
        Assert.Equal("kept\nfine again", await AfterRestart(net, store));
    }

    [Fact]
    public async Task ARejectionIsToldOnceARestartCannotBringTheEditBack()
    {
        var host = new FakeHost { Refuse = update => Contains(update, "forbidden") ? (SyncErrorCode.ValidationFailed, false) : null };
        await using var net = new TestNet(host) { IsUp = false };
        var store = new GatedStore();
        await using SyncClient client = net.Client(store);
        SyncedDocument page = await client.OpenAsync(Page);
        int told = 0;
        page.Rejected += (_, _) => told++;
        page.Append("forbidden");
        await Eventually.IsTrueAsync(async () => (await store.LoadAsync(Page, Eventually.Soon)).Pending.Count == 1, "it is stored");
        store.CloseRemote();
        net.IsUp = true;
        await Eventually.IsTrueAsync(() => page.Text().Length == 0, "the edit is taken back");
        await Task.Delay(50);
        Assert.Equal((0, 1, SyncState.Rejected), (told, page.PendingCount, page.State));
        Assert.Null(Assert.Single((await store.LoadAsync(Page, Eventually.Soon)).Pending).RefusedWith);
        store.OpenRemote();
        await Eventually.IsTrueAsync(() => told == 1 && page.PendingCount == 0, "it is told");
        await Eventually.IsTrueAsync(async () => (await store.LoadAsync(Page, Eventually.Soon)).Pending.Count == 0, "the store lets go of it");
    }

    [Fact]
    public async Task ARejectionThatNobodyHeardIsToldAfterARestart()
    {
        var host = new FakeHost { Refuse = update => Contains(update, "forbidden") ? (SyncErrorCode.ValidationFailed, false) : null };
        await using var net = new TestNet(host);
        var store = new MemoryChangeStore();
        await using (SyncClient client = net.Client(store))
        {
            SyncedDocument page = await client.OpenAsync(Page);
            page.Append("forbidden");
            await page.WhenDurableAsync(Eventually.Soon);
            Assert.Equal((0, SyncState.Rejected), (page.Text().Length, page.State));
        }
        Assert.Equal(SyncErrorCode.ValidationFailed, Assert.Single((await store.LoadAsync(Page, Eventually.Soon)).Pending).RefusedWith);
        await using SyncClient second = net.Client(store);
        SyncedDocument again = await second.OpenAsync(Page);
        await again.WhenOpenAsync(Eventually.Soon);
        Assert.Equal((0, 0, SyncState.Rejected), (again.Text().Length, again.PendingCount, again.State));
        var rejections = new List<RejectedChanges>();
        again.Rejected += (_, rejected) => rejections.Add(rejected);
        await Eventually.IsTrueAsync(() => rejections.Count == 1, "whoever comes to listen is told");
        Assert.Equal(SyncErrorCode.ValidationFailed, rejections[0].Code);
        Assert.True(Contains(Assert.Single(rejections[0].Updates), "forbidden"));
        await Eventually.IsTrueAsync(async () => (await store.LoadAsync(Page, Eventually.Soon)).Pending.Count == 0, "the store lets go of it");
    }

    [Fact]
    public async Task OnlyWhatDependsOnTheRejectedEditGoesWithIt()
    {
        var host = new FakeHost { CommitsByHand = true, Refuse = update => Contains(update, "forbidden") ? (SyncErrorCode.ValidationFailed, false) : null };
        await using var net = new TestNet(host);
        var store = new MemoryChangeStore();
        await using SyncClient client = net.Client(store);
        SyncedDocument page = await client.OpenAsync(Page);
        await page.WhenOpenAsync(Eventually.Soon);
        await net.CrashAsync();
        var rejections = new List<RejectedChanges>();
        page.Rejected += (_, rejected) => rejections.Add(rejected);
        page.Append("before");
        page.Append("forbidden");
        page.Edit(document => Insert(document, document.EnumerateBlocks().Last().Id, 9, " fruit"));
        page.Edit(document => Insert(document, document.EnumerateBlocks().First().Id, 6, " all"));
        page.Append("after");
        net.IsUp = true;

        await Eventually.IsTrueAsync(() => rejections.Count == 1 && page.Text() == "before all\nafter", () => $"the rest stays: {page.Text()}");
        RejectedChanges rejection = rejections[0];
        Assert.Equal(2, rejection.Updates.Count);
        Assert.Equal("forbidden fruit", Assert.Single(rejection.Texts).Text);
        Assert.False(rejection.CanBeMadeAgain);
        host.CommitsByHand = false;
        page.Append("new");
        await page.WhenDurableAsync(Eventually.Soon);
        Assert.Equal("before all\nafter\nnew", host[Page].Committed.Text());
        Assert.Equal("before all\nafter\nnew", await AfterRestart(net, store));
        Assert.Empty(host.Failures);
    }

    [Fact]
    public async Task ARetryableRejectionIsTriedAgain()
    {
        int refusals = 0;
        var host = new FakeHost { Refuse = _ => ++refusals <= 2 ? (SyncErrorCode.StoreUnavailable, true) : null };
        await using var net = new TestNet(host);
        await using SyncClient client = net.Client();
        SyncedDocument page = await client.OpenAsync(Page);
        page.Rejected += (_, _) => Assert.Fail("nothing is lost");
        page.Append("text");
        await page.WhenDurableAsync(Eventually.Soon);
        Assert.Equal("text", host[Page].Committed.Text());
        Assert.Equal(1, net.Connects);
    }

    [Fact]
    public async Task AReaderWhoEditsGetsTheEditBack()
    {
        var host = new FakeHost { Access = _ => (null, PageAccess.View) };
        await using var net = new TestNet(host);
        await using SyncClient client = net.Client();
        SyncedDocument page = await client.OpenAsync(Page);
        await page.WhenOpenAsync(Eventually.Soon);
        Assert.Equal(PageAccess.View, page.Access);
        var rejected = new TaskCompletionSource<RejectedChanges>();
        page.Rejected += (_, changes) => rejected.TrySetResult(changes);
        page.Append("may I?");
        Assert.Equal(SyncErrorCode.ReadOnly, (await rejected.Task.WaitAsync(Eventually.Soon)).Code);
        await Eventually.IsTrueAsync(() => page.Text().Length == 0, "the edit is gone here too");
        Assert.Equal(0, host.Batches);
    }

    [Fact]
    public async Task AnEditLargerThanAFrameIsHandedBackInsteadOfBlockingTheRest()
    {
        var options = new SyncServerOptions { Limits = SyncLimits.Untrusted with { MaxFrameBytes = 4096, MaxWholeBytes = 4096 } };
        await using var net = new TestNet(new FakeHost(), options);
        await using SyncClient client = net.Client();
        SyncedDocument page = await client.OpenAsync(Page);
        await page.WhenOpenAsync(Eventually.Soon);
        var rejected = new TaskCompletionSource<RejectedChanges>();
        page.Rejected += (_, changes) => rejected.TrySetResult(changes);
        page.Append(new string('x', 10_000));
        Assert.Equal(SyncErrorCode.FrameTooLarge, (await rejected.Task.WaitAsync(Eventually.Soon)).Code);
        await Eventually.IsTrueAsync(() => page.Text().Length == 0, "the page is built again");
        page.Append("small");
        await page.WhenDurableAsync(Eventually.Soon);
        Assert.Equal(1, net.Connects);
    }

    [Fact]
    public async Task AnEditOnAReplacedDocumentIsNotLostSilently()
    {
        var host = new FakeHost { Refuse = update => Contains(update, "forbidden") ? (SyncErrorCode.ValidationFailed, false) : null };
        await using var net = new TestNet(host);
        await using SyncClient client = net.Client();
        SyncedDocument page = await client.OpenAsync(Page);
        Document stale = page.Read(document => document);
        page.Append("forbidden");
        await Eventually.IsTrueAsync(() => page.Read(document => document) != stale, "the page is built again");
        var rejected = new TaskCompletionSource<RejectedChanges>();
        page.Rejected += (_, changes) =>
        {
            if (changes.Code == SyncErrorCode.StaleDocument) rejected.TrySetResult(changes);
        };
        stale.Append("too late");
        Assert.True((await rejected.Task.WaitAsync(Eventually.Soon)).CanBeMadeAgain);
    }

    private static void Insert(Document document, BlockId block, int offset, string text)
    {
        using Transaction transaction = document.Begin();
        transaction.InsertText(block, offset, text);
        transaction.Commit();
    }

    private static bool Contains(ReadOnlyMemory<byte> update, string text) => update.Span.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    private static async Task<string> AfterRestart(TestNet net, IChangeStore store)
    {
        await net.CrashAsync();
        await using SyncClient offline = net.Client(store);
        return (await offline.OpenAsync(Page)).Text();
    }
}
