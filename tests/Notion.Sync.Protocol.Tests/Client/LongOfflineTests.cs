using System.Diagnostics;
using System.Globalization;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>Much work done offline: each edit is visible in well under a millisecond, and coming back takes seconds. The bounds are generous, for machines that do other things; figures are in docs/offline.md.</summary>
public sealed class LongOfflineTests
{
    private const int PageCount = 20;
    private const int ChangesPerPage = 500;
    private static readonly Guid Page = Guid.Parse("0190f3a2-0000-7000-8000-000000000001");

    [Fact]
    public async Task TwentyPagesOfFiveHundredChangesAreBackInSeconds()
    {
        string folder = Directory.CreateTempSubdirectory("notion-long-").FullName;
        await using (var net = new TestNet(new FakeHost()) { IsUp = false })
        {
            string path = Path.Combine(folder, "store.db");
            Guid[] pages = [.. Enumerable.Range(1, PageCount).Select(i => new Guid(i, 0, 0, new byte[8]))];
            var texts = new Dictionary<Guid, string>();
            await using (SqliteChangeStore store = await SqliteChangeStore.OpenAsync(path))
            await using (SyncClient client = net.Client(store))
                foreach (Guid id in pages)
                {
                    SyncedDocument page = await client.OpenAsync(id);
                    for (int i = 0; i < ChangesPerPage; i++) page.Append(string.Create(CultureInfo.InvariantCulture, $"{i}"));
                    texts.Add(id, page.Text());
                }
            net.IsUp = true;
            var watch = Stopwatch.StartNew();
            await using (SqliteChangeStore store = await SqliteChangeStore.OpenAsync(path))
            await using (SyncClient client = net.Client(store))
            {
                Assert.Equal(PageCount, (await store.FindUnsentAsync(CancellationToken.None)).Count);
                Assert.Empty(await client.SendUnsentAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token));
            }
            TestContext.Current.TestOutputHelper?.WriteLine($"{PageCount * ChangesPerPage} changes of {PageCount} pages: {watch.ElapsedMilliseconds} ms until all were durable");
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"It took {watch.Elapsed}.");
            foreach (Guid id in pages) Assert.Equal(texts[id], net.Host.CommittedText(id));
        }
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(5_000)]
    public async Task AnEditIsDoneInUnderAMillisecond(int blocks)
    {
        string folder = Directory.CreateTempSubdirectory("notion-edit-").FullName;
        await using (var net = new TestNet(new FakeHost()) { IsUp = false })
        await using (SqliteChangeStore store = await SqliteChangeStore.OpenAsync(Path.Combine(folder, "store.db")))
        await using (SyncClient client = net.Client(store))
        {
            SyncedDocument page = await client.OpenAsync(Page);
            var places = new List<BlockId>();
            page.Edit(document =>
            {
                using Transaction change = document.Begin();
                for (int i = 0; i < blocks; i++)
                {
                    places.Add(change.CreateBlock("paragraph", document.Root.Id));
                    change.InsertText(places[i], 0, new string('x', 200));
                }
                change.Commit();
            });
            var random = new Random(blocks);
            double[] milliseconds = new double[2_000];
            for (int i = 0; i < milliseconds.Length; i++)
            {
                BlockId place = places[random.Next(places.Count)];
                int at = random.Next(200);
                long began = Stopwatch.GetTimestamp();
                page.Edit(document =>
                {
                    using Transaction change = document.Begin();
                    change.InsertText(place, at, "y");
                    change.Commit();
                });
                milliseconds[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }
            Array.Sort(milliseconds);
            TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{blocks} blocks: median {milliseconds[1000] * 1000:f1} µs, 99 % {milliseconds[1980] * 1000:f1} µs"));
            Assert.True(milliseconds[1000] < 0.2, $"Half of the edits took more than {milliseconds[1000]} ms.");
            Assert.True(milliseconds[1900] < 1, $"One edit in twenty took more than {milliseconds[1900]} ms.");
        }
        Directory.Delete(folder, recursive: true);
    }
}
