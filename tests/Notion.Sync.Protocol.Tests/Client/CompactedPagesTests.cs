using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

public class CompactedPagesTests
{
    private static readonly Guid Page = new("00000000-0000-0000-0000-00000000c0de");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AClientFromBeforeIsGivenASnapshotAndSendsWhatItHadNot(bool startsGeneration)
    {
        var host = new FakeHost();
        await using var net = new TestNet(host);
        var store = new MemoryChangeStore();
        await using SyncClient ada = net.Client(store, user: "a"), bob = net.Client(user: "b");
        SyncedDocument first = await ada.OpenAsync(Page), second = await bob.OpenAsync(Page);
        first.Append("before");
        await first.WhenDurableAsync(Eventually.Soon);
        await Eventually.IsTrueAsync(() => second.Text() == "before", "the text arrives");

        net.IsUp = false;
        await net.CutAsync();
        first.Append("offline");
        var author = new Document(new ReplicaId(77));
        author.Apply(host[Page].Live.ExportSince(VersionVector.Empty));
        author.Append("meanwhile");
        host[Page].Live.Apply(author.ExportSince(host[Page].Live.Version));
        host[Page].Compact(startsGeneration);
        net.IsUp = true;

        await first.WhenDurableAsync(Eventually.Soon);
        await Eventually.IsTrueAsync(() => first.Text() == second.Text() && first.Text() == host[Page].Committed.Text(), "all show the same");
        Assert.Equal(["before", "meanwhile", "offline"], first.Text().Split('\n').Order());
        await ada.DisposeAsync();

        await using SyncClient again = net.Client(store, user: "a"), fresh = net.Client(user: "c");
        SyncedDocument reopened = await again.OpenAsync(Page), empty = await fresh.OpenAsync(Page);
        Assert.Equal(3, reopened.Text().Split('\n').Length);
        await Eventually.IsTrueAsync(() => empty.Text() == second.Text(), "a new client is given the snapshot");
    }
}
