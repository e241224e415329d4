using Notion.Crdt;

namespace Notion.Benchmarks.Ordering;

/// <summary>Where the next block goes, given how many there are and where the last one went.</summary>
internal delegate int ChoosePlace(int count, int last, Random random);

/// <summary>A way in which people insert blocks, for measuring how long positions grow. Writers take turns, each seeing all before.</summary>
internal sealed record OrderingPattern(string Name, int Writers, bool StartsWithTwo, ChoosePlace Choose)
{
    public static IReadOnlyList<OrderingPattern> Logarithmic { get; } =
    [
        new("append", 1, false, static (count, _, _) => count),
        new("append, 2 writers taking turns", 2, false, static (count, _, _) => count),
        new("append, 8 writers taking turns", 8, false, static (count, _, _) => count),
        new("prepend", 1, false, static (_, _, _) => 0),
        new("prepend, 2 writers taking turns", 2, false, static (_, _, _) => 0),
        new("after the last insert", 1, true, static (_, last, _) => last + 1),
        new("after the last insert, 2 writers taking turns", 2, true, static (_, last, _) => last + 1),
        new("before the last insert", 1, true, static (_, last, _) => last),
        new("before the last insert, 2 writers taking turns", 2, true, static (_, last, _) => last),
    ];

    public static IReadOnlyList<OrderingPattern> Halving { get; } =
    [
        new("always in the middle", 1, false, static (count, _, _) => count / 2),
        new("always in the middle, 2 writers taking turns", 2, false, static (count, _, _) => count / 2),
    ];

    public static IReadOnlyList<OrderingPattern> Random { get; } =
    [
        new("random", 1, false, static (count, _, random) => random.Next(count + 1)),
        new("random, 4 writers taking turns", 4, false, static (count, _, random) => random.Next(count + 1)),
    ];

    /// <summary>The positions after the number of inserts, in order.</summary>
    public List<string> Play(int seed, int inserts)
    {
        var random = new Random(seed);
        var writers = new PositionGenerator[Writers];
        for (int i = 0; i < Writers; i++) writers[i] = new PositionGenerator(ReplicaId.Create(random));
        List<string> positions = [];
        if (StartsWithTwo)
        {
            var other = new PositionGenerator(ReplicaId.Create(random));
            positions.Add(other.Next(null, null));
            positions.Add(other.Next(positions[0], null));
        }
        for (int i = 0, last = 0; i < inserts; i++)
        {
            last = Choose(positions.Count, last, random);
            string? before = last == 0 ? null : positions[last - 1], after = last == positions.Count ? null : positions[last];
            positions.Insert(last, writers[i % Writers].Next(before, after));
        }
        return positions;
    }

    /// <summary>The longest position after each of the numbers of inserts.</summary>
    public int[] Longest(int seed, params ReadOnlySpan<int> inserts)
    {
        var lengths = new int[inserts.Length];
        for (int i = 0; i < lengths.Length; i++) lengths[i] = Play(seed, inserts[i]).Max(position => position.Length);
        return lengths;
    }
}
