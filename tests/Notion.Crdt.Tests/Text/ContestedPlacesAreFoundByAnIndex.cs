using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Text;

/// <summary>Where many people insert at one place, an index takes the place of the scan: it must find the same places, and in few steps.</summary>
public class ContestedPlacesAreFoundByAnIndex
{
    [Fact]
    public void TheIndexFindsWhatTheScanFinds()
    {
        for (int seed = 0; seed < 150; seed++) Play(seed);
    }

    private static void Play(int seed)
    {
        var random = new Random(seed);
        Document origin = Pages.New(1);
        BlockId block = origin.AddText("abcd");
        byte[] beginning = origin.ExportSince(VersionVector.Empty);
        Document[] people = [.. Enumerable.Range(0, 6).Select(i => Open(Pages.New(10 + ((i * 7) % 6)), beginning))];
        Document indexed = Pages.New(2), scanned = Pages.New(3);
        indexed.State.Sequences.LongScan = 0;
        indexed.State.Sequences.Credit = long.MaxValue / 4;
        scanned.State.Sequences.LongScan = int.MaxValue;
        Open(indexed, beginning);
        Open(scanned, beginning);
        var sent = new List<byte[]>();
        for (int round = 0; round < 60; round++)
        {
            Document person = people[random.Next(people.Length)];
            int length = person.GetBlock(block).TextLength, near = random.Next(4) == 0 ? random.Next(length + 1) : Math.Min(length, 1 + random.Next(3));
            using (Transaction edit = person.Begin())
            {
                if (random.Next(5) == 0 && near < length) edit.DeleteText(block, near, 1);
                else if (random.Next(25) == 0) edit.Join(edit.Split(block, near));
                else edit.InsertText(block, near, ((char)('A' + random.Next(26))).ToString() + (random.Next(3) == 0 ? "xy" : ""));
                sent.Add(edit.Commit().ToArray());
            }
            if (random.Next(6) == 0) person.Apply(people[random.Next(people.Length)].ExportSince(person.Version));
            if (random.Next(10) != 0) continue;
            Deliver(sent, indexed, scanned, seed);
        }
        Deliver(sent, indexed, scanned, seed);
        foreach (Document person in people) person.Apply(indexed.ExportSince(person.Version));
        Assert.All(people, person => Assert.Equal(scanned.Texts(), person.Texts()));
    }

    private static void Deliver(List<byte[]> sent, Document indexed, Document scanned, int seed)
    {
        foreach (byte[] update in sent)
        {
            indexed.Apply(update);
            scanned.Apply(update);
        }
        sent.Clear();
        Assert.True(indexed.Texts().SequenceEqual(scanned.Texts()), $"Seed {seed}: the index leads elsewhere than the scan.");
    }

    private static Document Open(Document page, byte[] history)
    {
        page.Apply(history);
        return page;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(0)]
    public void ACrowdThatInsertsAtOnePlaceTakesFewStepsEach(int order)
    {
        const int crowd = 3_000;
        Document origin = Pages.New(1);
        BlockId block = origin.AddText("abcd");
        byte[] beginning = origin.ExportSince(VersionVector.Empty);
        byte[][] updates = [.. Enumerable.Range(0, crowd).Select(i =>
        {
            Document page = Open(Pages.New(1_000 + i), beginning);
            using Transaction edit = page.Begin();
            edit.InsertText(block, 2, "x");
            return edit.Commit().ToArray();
        })];
        if (order < 0) Array.Reverse(updates);
        if (order == 0) new Random(1).Shuffle(updates);
        Document reader = Open(Pages.New(2), beginning);
        foreach (byte[] update in updates) reader.Apply(update);
        Assert.Equal(crowd + 4, reader.GetBlock(block).TextLength);
        Assert.InRange(reader.State.Sequences.Steps, 0, crowd * 20);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RunsAtOnePlaceTakeFewStepsAKey(bool forwards)
    {
        const int people = 8, keys = 1_000;
        Document origin = Pages.New(1);
        BlockId block = origin.AddText("abcd");
        byte[] beginning = origin.ExportSince(VersionVector.Empty);
        Document[] pages = [.. Enumerable.Range(0, people).Select(i => Open(Pages.New(1_000 + i), beginning))];
        Document reader = Open(Pages.New(2), beginning);
        for (int i = 0; i < keys; i++)
        {
            foreach (Document page in pages)
            {
                using Transaction edit = page.Begin();
                edit.InsertText(block, forwards ? 2 + i : 2, "x");
                reader.Apply(edit.Commit().Span);
            }
        }
        Assert.Equal((people * keys) + 4, reader.GetBlock(block).TextLength);
        Assert.InRange(reader.State.Sequences.Steps, 0, people * keys * 20);
    }
}
