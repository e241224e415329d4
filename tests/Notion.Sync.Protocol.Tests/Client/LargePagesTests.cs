using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>A page larger than a frame goes through, both ways, and a newcomer gets whichever is shorter: the changes or a snapshot.</summary>
public sealed class LargePagesTests
{
    private static readonly Guid Page = Guid.Parse("0190f3a2-1111-7222-8333-444455556666");
    private static readonly SyncServerOptions Small = new() { Limits = SyncLimits.Untrusted with { MaxFrameBytes = 20_000 } };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task APageLargerThanAFrameGoesUpAndComesDown(bool deflates)
    {
        SyncServerOptions options = deflates ? Small : Small with { Capabilities = [Capability.Fragments, Capability.Credit] };
        await using var net = new TestNet(new FakeHost(), options);
        await using SyncClient writer = net.Client();
        SyncedDocument written = await writer.OpenAsync(Page);
        var random = new Random(3);
        string text = new([.. Enumerable.Range(0, 300_000).Select(_ => (char)random.Next('a', 'z'))]);
        written.Append(text);
        await written.WhenDurableAsync(Eventually.Soon);

        await using SyncClient reader = net.Client(user: "2", change: client => client with { Limits = SyncLimits.Client with { MaxFrameBytes = 16_384 } });
        SyncedDocument read = await reader.OpenAsync(Page);
        await read.WhenOpenAsync(Eventually.Soon);
        Assert.Equal(text, read.Text());
        written.Append("more");
        await Eventually.IsTrueAsync(() => read.Text().EndsWith("more", StringComparison.Ordinal), "the reader follows");
        Assert.Equal((1, null), (writer.LastError is null && reader.LastError is null ? 1 : 0, net.Host.Failures.FirstOrDefault()));
    }

    [Fact]
    public async Task APageThatIsTooLargeEvenInFragmentsIsRefusedWithACode()
    {
        await using var net = new TestNet(new FakeHost());
        await using SyncClient writer = net.Client();
        SyncedDocument written = await writer.OpenAsync(Page);
        var random = new Random(4);
        written.Append(new string([.. Enumerable.Range(0, 100_000).Select(_ => (char)random.Next('a', 'z'))]));
        await written.WhenDurableAsync(Eventually.Soon);
        await using SyncClient reader = net.Client(user: "2", change: client => client with { Limits = SyncLimits.Client with { MaxFrameBytes = 16_384, MaxWholeBytes = 50_000 } });
        SyncedDocument read = await reader.OpenAsync(Page);
        SyncException refused = await Assert.ThrowsAsync<SyncException>(() => read.WhenOpenAsync(Eventually.Soon));
        Assert.Equal(SyncErrorCode.PageTooLarge, refused.Code);
    }

    [Fact]
    public async Task ANewcomerGetsASnapshotWhereThatIsShorterAndGoesOnFromIt()
    {
        await using var net = new TestNet(new FakeHost());
        await using SyncClient writer = net.Client();
        SyncedDocument written = await writer.OpenAsync(Page);
        for (int i = 0; i < 300; i++) written.Append($"line {i}");
        await written.WhenDurableAsync(Eventually.Soon);
        Document live = net.Host[Page].Live;
        Assert.True(live.Save().Length < live.ExportSince(VersionVector.Empty).Length / 2);

        var store = new MemoryChangeStore();
        await using (SyncClient reader = net.Client(store, user: "2"))
        {
            SyncedDocument read = await reader.OpenAsync(Page);
            await read.WhenOpenAsync(Eventually.Soon);
            Assert.Equal(written.Text(), read.Text());
            read.Append("from the newcomer");
            await read.WhenDurableAsync(Eventually.Soon);
            Assert.True(PageBytes.IsSnapshot((await store.LoadAsync(Page, default)).Updates[0].Update.Span));
        }
        await Eventually.IsTrueAsync(() => written.Text().EndsWith("newcomer", StringComparison.Ordinal), "the writer gets it");
        net.IsUp = false;
        await net.CutAsync();
        await using SyncClient offline = net.Client(store, user: "2");
        Assert.Equal(written.Text(), (await offline.OpenAsync(Page)).Text());
    }

    [Fact]
    public async Task WhoDoesNotNameSnapshotsGetsChanges()
    {
        await using var net = new TestNet(new FakeHost(), new SyncServerOptions { Capabilities = [Capability.Fragments] });
        await using SyncClient writer = net.Client();
        SyncedDocument written = await writer.OpenAsync(Page);
        for (int i = 0; i < 300; i++) written.Append($"line {i}");
        await written.WhenDurableAsync(Eventually.Soon);
        var store = new MemoryChangeStore();
        await using SyncClient reader = net.Client(store, user: "2");
        await (await reader.OpenAsync(Page)).WhenOpenAsync(Eventually.Soon);
        await Eventually.IsTrueAsync(() => store.LoadAsync(Page, default).AsTask().Result.Updates.Count > 0, "it is stored");
        Assert.False(PageBytes.IsSnapshot((await store.LoadAsync(Page, default)).Updates[0].Update.Span));
    }
}
