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
            AssertMarks(block.RichText, by.Marks, all);
            foreach ((string key, RichText text) in block.PropertyTexts) AssertMarks(text, by.PropertyMarks.GetValueOrDefault(key) ?? [], all);
        }
    });

    /// <summary>Each unit of the text has the marks that it is said to have by somebody's hand, and no others; and who set them is who made the change.</summary>
    private static void AssertMarks(RichText text, IReadOnlyList<AuthoredMark> marks, List<HistoryEntry> all)
    {
        int offset = 0;
        foreach (TextRun run in text)
        {
            for (int at = offset; at < offset + run.Text.Length; at++)
            {
                IEnumerable<TextMark> said = marks.Where(mark => mark.Offset <= at && at < mark.Offset + mark.Length).Select(mark => mark.Mark);
                Assert.Equal(run.Marks.OrderBy(mark => mark.ToString(), StringComparer.Ordinal), said.OrderBy(mark => mark.ToString(), StringComparer.Ordinal));
            }
            offset += run.Text.Length;
        }
        foreach (AuthoredMark mark in marks)
        {
            Assert.True(mark.Length > 0 && mark.Offset >= 0 && mark.Offset + mark.Length <= offset);
            HistoryEntry change = Assert.Single(all, entry => entry.Version.Includes(mark.By.Operation) && !entry.VersionBefore.Includes(mark.By.Operation));
            Assert.Equal((change.Author, change.End), (mark.By.Author, mark.By.Time));
        }
    }

    private delegate void Edit(Transaction edit);

    [Fact]
    public void AMarkIsOfWhoSetItAndTheTextOfWhoTypedIt()
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText("");
        Do("Ann", edit => edit.InsertText(block, 0, "abcd"));
        Do("Ben", edit => edit.Mark(block, 0, 4, MarkTypes.Color, "red"));
        Do("Cleo", edit => edit.Mark(block, 1, 2, MarkTypes.Color, "blue"));
        Do("Dan", edit => edit.InsertText(block, 2, "X"));

        BlockAuthorship by = page.GetAuthorship(block);
        Assert.Equal([("Ann", 0, 2), ("Dan", 2, 1), ("Ann", 3, 2)], by.Text.Select(run => (run.By.Author, run.Offset, run.Length)));
        Assert.Equal([("Ben", 0, 1, "red"), ("Cleo", 1, 3, "blue"), ("Ben", 4, 1, "red")], by.Marks.Select(mark => (mark.By.Author, mark.Offset, mark.Length, mark.Mark.Value.AsString())));
        Assert.Empty(by.PropertyMarks);

        void Do(string author, Edit what)
        {
            using Transaction edit = page.Begin(author);
            what(edit);
            edit.Commit();
        }
    }

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
