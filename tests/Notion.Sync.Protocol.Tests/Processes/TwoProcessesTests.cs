using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>Two real processes with the same page of one store open, offline, at the same time.</summary>
public sealed class TwoProcessesTests
{
    private static readonly Guid Page = Guid.Parse("0190f3a2-0000-7000-8000-00000000000c");

    [Fact]
    public async Task BothWriteAndAllOfItIsThereOnce()
    {
        string folder = Directory.CreateTempSubdirectory("notion-two-").FullName;
        string path = Path.Combine(folder, "store.db");
        List<string> reported;
        await using (WriterProcess first = WriterProcess.Start(path, Page, "first", 1, enough: 30))
        await using (WriterProcess second = WriterProcess.Start(path, Page, "second", 2, enough: 30))
        {
            await Task.WhenAll(first.WhenEnoughAsync(), second.WhenEnoughAsync());
            reported = [.. await first.EndAsync(), .. await second.EndAsync()];
        }
        await using (var net = new TestNet(new FakeHost()))
        {
            await using SqliteChangeStore store = await SqliteChangeStore.OpenAsync(path);
            Assert.Equal([Page], await store.FindUnsentAsync(CancellationToken.None));
            await using SyncClient client = net.Client(store);
            SyncedDocument page = await client.OpenAsync(Page);
            await page.WhenDurableAsync(Eventually.Soon);
            Assert.Equal(reported.Order(), net.Host[Page].Committed.Text().Split('\n').Order());
            Assert.Contains("first.0", reported);
            Assert.Contains("second.0", reported);
        }
        Directory.Delete(folder, recursive: true);
    }
}
