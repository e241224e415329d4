using Microsoft.Extensions.Time.Testing;
using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Histories;

public class TheHistoryTellsWhoDidWhat
{
    [Fact]
    public void PageByPageInOneOrderOnEveryReplica() => Past.ForMany(past =>
    {
        Document document = past.Document;
        List<HistoryEntry> all = [.. document.GetHistory(new HistoryQuery { PageSize = 10_000 }).Entries];
        Assert.Equal(document.ChangeCount, all.Sum(entry => entry.ChangeCount));
        var paged = new List<HistoryEntry>();
        for (HistoryQuery? query = new() { PageSize = past.Random.Next(1, 6) }; query is not null;)
        {
            HistoryPage page = document.GetHistory(query);
            paged.AddRange(page.Entries);
            query = page.Next is null ? null : query with { Before = page.Next };
        }
        Assert.Equal(all, paged);
        if (all.Count > 0) Assert.Equal(document.Version, all[0].Version);
        for (int i = 1; i < all.Count; i++) Assert.Equal(all[i].Version, all[i - 1].VersionBefore);
        foreach (HistoryEntry entry in all.Where(_ => past.Random.Next(5) == 0)) Assert.Equal(entry.Version, document.At(entry.Version).Version);
        HistoryEntry? some = all.Count > 0 ? all[past.Random.Next(all.Count)] : null;
        if (some is not null) Assert.True(document.VersionAt(some.End).Includes(some.Version));

        foreach (Block block in document.EnumerateBlocks())
        {
            BlockAuthorship by = document.GetAuthorship(block.Id);
            Assert.Equal(block.CreatedBy, by.Created.Author);
            Assert.Equal(block.CreatedAt, by.Created.Time);
            int offset = 0;
            foreach (AuthoredText run in by.Text)
            {
                Assert.Equal(offset, run.Offset);
                offset += run.Length;
                HistoryEntry change = Assert.Single(all, entry => entry.Version.Includes(run.By.Operation) && !entry.VersionBefore.Includes(run.By.Operation));
                Assert.Equal((change.Author, change.End), (run.By.Author, run.By.Time));
            }
            Assert.Equal(block.TextLength, offset);
        }
    });

    [Fact]
    public void RunsOfOneAuthorAreOneEntry()
    {
        var time = new FakeTimeProvider();
        Document page = Pages.New(1, time);
        BlockId block = page.AddText("");
        foreach ((string author, int pause, string text) in new[] { ("Ann", 1, "a"), ("Ann", 2, "b"), ("Ben", 1, "c"), ("Ann", 1, "d"), ("Ann", 400, "e") })
        {
            time.Advance(TimeSpan.FromSeconds(pause));
            using Transaction edit = page.Begin(author);
            edit.InsertText(block, page.GetBlock(block).TextLength, text);
            edit.Commit();
        }
        IReadOnlyList<HistoryEntry> entries = page.GetHistory(new HistoryQuery { GroupWithin = TimeSpan.FromMinutes(1) }).Entries;
        Assert.Equal(["Ann", "Ann", "Ben", "Ann", null], entries.Select(entry => entry.Author));
        Assert.Equal([1, 1, 1, 2, 1], entries.Select(entry => entry.ChangeCount));
        Assert.Equal(2, entries[3].Summary.Inserted);
        Assert.Equal("abc", page.At(entries[2].Version).GetBlock(block).Text);
        Assert.Equal(["Ann", "Ann", "Ben", "Ann", "Ann"], page.GetAuthorship(block).Text.Select(run => run.By.Author));
        Assert.Equal("abc", page.At(page.VersionAt(DateTimeOffset.Parse("2000-01-01T00:00:04Z", null))).GetBlock(block).Text);
    }
}
