using System.Globalization;

namespace Notion.Crdt.Tests.Memory;

/// <summary>The list for very many items beside the plain one.</summary>
public class AnOrderedListHoldsWhatAListHolds
{
    [Theory]
    [InlineData(30, 60)]
    [InlineData(700, 12)]
    [InlineData(6_000, 3)]
    public void ThroughRandomSequences(int size, int sequences)
    {
        for (int seed = 0; seed < sequences; seed++) Play(seed, size);
    }

    private static void Play(int seed, int size)
    {
        var random = new Random(seed);
        var list = new OrderedList<string>();
        var plain = new List<string>();
        int keys = size * 4, steps = size * 6;
        bool grows = true;
        for (int step = 0; step < steps; step++)
        {
            if (plain.Count >= size) grows = false;         // up, all the way down, and up again
            if (plain.Count == 0) grows = true;
            string at = $"seed {seed}, step {step}";
            if (random.Next(8) < (grows ? 7 : 1))
            {
                // Behind all, before all, or anywhere.
                int key = (seed % 3) switch { 0 => step, 1 => keys * 2 - step, _ => random.Next(keys) };
                string item = key.ToString("D9", CultureInfo.InvariantCulture);
                int place = plain.BinarySearch(item, StringComparer.Ordinal);
                Assert.True(place == list.Find(item, StringComparer.Ordinal), at);
                if (place >= 0) continue;
                if (~place == plain.Count) list.Add(item);
                else list.Insert(~place, item);
                plain.Insert(~place, item);
            }
            else if (plain.Count > 0)
            {
                int place = random.Next(4) == 0 ? 0 : random.Next(plain.Count);
                Assert.True(place == list.Find(plain[place], StringComparer.Ordinal), at);
                list.RemoveAt(place);
                plain.RemoveAt(place);
            }
            Assert.True(plain.Count == list.Count, at);
            if (plain.Count > 0 && random.Next(plain.Count) is var any) Assert.True(plain[any] == list[any], at);
            if (random.Next(size) == 0) AssertSame(plain, list, at);
        }
        AssertSame(plain, list, $"seed {seed}, at the end");
    }

    private static void AssertSame(List<string> plain, OrderedList<string> list, string at)
    {
        Assert.True(plain.SequenceEqual(list.ToArray()), at);
        int index = 0;
        foreach (string item in list) Assert.True(index < plain.Count && item == plain[index++], at);
        Assert.True(index == plain.Count, at);
    }

    [Fact]
    public void NothingIsOutsideIt()
    {
        var list = new OrderedList<string>();
        Assert.Throws<ArgumentOutOfRangeException>(() => list[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list.RemoveAt(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => list.Insert(1, "a"));
        list.Add("a");
        Assert.Throws<ArgumentOutOfRangeException>(() => list[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[-1]);
        list.RemoveAt(0);
        Assert.Equal(0, list.Count);
        Assert.Empty(list.ToArray());
    }
}
