namespace Notion.Crdt.Tests.Memory;

/// <summary>A tree of items must be, to whoever uses it, the sorted list that it stands for.</summary>
public class AnOrderedListIsAList
{
    [Fact]
    public void ItHoldsWhatAListHolds()
    {
        for (int seed = 0; seed < 30; seed++) Play(seed);
    }

    private static void Play(int seed)
    {
        var random = new Random(seed);
        var list = new OrderedList<string>();
        var expected = new List<string>();
        for (int phase = 0; phase < 4; phase++)
        {
            bool grows = phase % 2 == 0, appends = random.Next(2) == 0;
            for (int i = random.Next(3_000); i > 0; i--)
            {
                if (!grows && expected.Count > 0 && random.Next(10) > 0)
                {
                    int at = appends ? random.Next(Math.Min(3, expected.Count)) : random.Next(expected.Count);
                    Assert.True(list.Find(expected[at], StringComparer.Ordinal) == at, $"Seed {seed}: where an item is.");
                    list.RemoveAt(at);
                    expected.RemoveAt(at);
                    continue;
                }
                string item = appends && grows ? $"z{phase}{i,9:D9}" : $"{random.Next():X8}";
                int to = expected.BinarySearch(item, StringComparer.Ordinal);
                Assert.True(list.Find(item, StringComparer.Ordinal) == to, $"Seed {seed}: where an item goes.");
                if (to >= 0) continue;
                list.Insert(~to, item);
                expected.Insert(~to, item);
            }
            Assert.True(expected.SequenceEqual(list.ToArray()), $"Seed {seed}: all items at once.");
            var gone = new List<string>();
            foreach (string item in list) gone.Add(item);
            Assert.True(expected.SequenceEqual(gone), $"Seed {seed}: all items one by one.");
            gone.Clear();
            list.AddTo(gone);
            Assert.True(expected.SequenceEqual(gone), $"Seed {seed}: all items, added to a list.");
            for (int i = 0; i < expected.Count; i += 7) Assert.Same(expected[i], list[i]);
        }
        while (list.Count > 0) list.RemoveAt(random.Next(list.Count));
        Assert.Empty(list.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => list[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list.RemoveAt(0));
    }
}
