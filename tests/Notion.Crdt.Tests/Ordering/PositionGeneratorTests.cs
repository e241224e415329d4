using Notion.Benchmarks.Ordering;

namespace Notion.Crdt.Tests.Ordering;

public class PositionGeneratorTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 60)];

    [Fact]
    public void EqualAndReversedNeighboursAreRefusedWithACode()
    {
        var generator = new PositionGenerator(new ReplicaId(7));
        string position = generator.Next(null, null);
        foreach ((string before, string after) in new[] { (position, position), ("b", "a"), ("a", "a0"), ("a", "a00") })
            Assert.Equal(CrdtErrorCode.NoIndexBetween, Assert.Throws<CrdtException>(() => generator.Next(before, after)).Code);
    }

    [Fact]
    public void WhatWouldBeTooLongIsRefusedWithACode()
    {
        string longest = new('z', FractionalIndex.MaxLength);
        var generator = new PositionGenerator(new ReplicaId(7));
        Assert.Equal(CrdtErrorCode.NoIndexBetween, Assert.Throws<CrdtException>(() => generator.Next(longest, null)).Code);
        Assert.True(FractionalIndex.IsValid(generator.Next(null, longest)));
    }

    [Fact]
    public void NeighboursOfEveryOriginWillDo()
    {
        string[] keys = NpmIndexes.Ascending;
        string[] odd = ["0", "00", "000V", "0z", "5", "9zz", "A", "AAAAAAAA", "V", "t", "tA", "zzzzzzzz", "zzzzzzzzz0"];
        string[] all = [.. keys.Concat(odd).Distinct().Order(StringComparer.Ordinal)];
        foreach (long id in new[] { 1, 42, ReplicaId.MaxValue })
        {
            for (int low = -1; low < all.Length; low++)
            {
                for (int high = low + 1; high <= all.Length; high++)
                {
                    string? before = low < 0 ? null : all[low], after = high == all.Length ? null : all[high];
                    if (after is not null && after.TrimEnd('0').Length <= (before?.Length ?? 0) && after.StartsWith(before ?? "", StringComparison.Ordinal)) continue;
                    var replica = new OrderedReplica(new ReplicaId(id), [.. new[] { before, after }.OfType<string>()]);
                    for (int i = 0; i < 4; i++) replica.Insert((before is null ? 0 : 1) + (i / 2));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void ReplicasNeverCollideWhateverTheyInsertAndExchange(int seed)
    {
        var random = new Random(seed);
        List<string> start = seed % 3 == 0 ? [.. NpmIndexes.Ascending] : [];
        OrderedReplica[] replicas = [.. Enumerable.Range(0, random.Next(2, 9)).Select(_ => new OrderedReplica(ReplicaId.Create(random), start))];
        var made = new HashSet<string>(start, StringComparer.Ordinal);
        for (int i = 0; i < 600; i++)
        {
            OrderedReplica replica = replicas[random.Next(replicas.Length)];
            int count = replica.Positions.Count;
            switch (random.Next(12))
            {
                case 0: replica.Merge(replicas[random.Next(replicas.Length)]); break;
                case 1 when count > 0: replica.Positions.RemoveAt(random.Next(count)); break;
                case <= 4: Assert.True(made.Add(replica.Insert(random.Next(count + 1))), $"seed {seed}"); break;
                case <= 8: Assert.True(made.Add(replica.Insert(Math.Min(count, seed % 7))), $"seed {seed}"); break;
                default: Assert.True(made.Add(replica.Insert(count / 2)), $"seed {seed}"); break;
            }
        }
    }

    /// <summary>
    /// Replicas that share a list each insert a run in the same gap, offline: every insert right before or after one of the run's own. After
    /// the merge, between the first and the last of one run stands nothing of another.
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void ConcurrentRunsInOneGapNeverInterleave(int seed)
    {
        var random = new Random(seed);
        OrderedReplica[] replicas = [.. Enumerable.Range(0, random.Next(2, 7)).Select(_ => new OrderedReplica(ReplicaId.Create(random)))];
        if (seed % 4 == 0) foreach (OrderedReplica replica in replicas) replica.Positions.AddRange(NpmIndexes.Ascending);
        for (int round = 0; round < 8; round++)
        {
            int gap = replicas[0].Positions.Count == 0 ? 0 : random.Next(replicas[0].Positions.Count + 1);
            List<List<string>> runs = [.. replicas.Select(replica => InsertRun(replica, gap, random))];
            foreach (OrderedReplica replica in replicas)
            {
                replicas[0].Merge(replica);
            }
            foreach (OrderedReplica replica in replicas) replica.Merge(replicas[0]);
            for (int i = 0; i < runs.Count; i++)
            {
                int first = runs[i].Min(replicas[0].IndexOf), last = runs[i].Max(replicas[0].IndexOf);
                Assert.True(last - first == runs[i].Count - 1, $"seed {seed}, round {round}: the run of replica {i} is not in one piece");
            }
        }
    }

    [Fact]
    public void LengthGrowsWithTheLogarithmInTheCommonPatterns()
    {
        foreach (OrderingPattern pattern in OrderingPattern.Logarithmic)
        {
            int[] lengths = pattern.Longest(seed: 1, 100, 1_000, 10_000);
            Assert.True(lengths[0] <= 48 && lengths[1] <= lengths[0] + 24 && lengths[2] <= lengths[1] + 2, $"{pattern.Name}: {string.Join(", ", lengths)}");
        }
    }

    [Fact]
    public void HalvingTheSameGapCostsAboutTwoBitsAnInsert()
    {
        foreach (OrderingPattern pattern in OrderingPattern.Halving)
        {
            int[] lengths = pattern.Longest(seed: 1, 100, 1_000, 10_000);
            Assert.True(lengths[0] <= 60 && lengths[1] <= 320 && lengths[2] <= 3_000, $"{pattern.Name}: {string.Join(", ", lengths)}");
        }
    }

    [Fact]
    public void RandomPlacesStayShort()
    {
        foreach (OrderingPattern pattern in OrderingPattern.Random)
        {
            int[] lengths = pattern.Longest(seed: 1, 100, 1_000, 10_000);
            Assert.True(lengths[2] <= 160, $"{pattern.Name}: {string.Join(", ", lengths)}");
        }
    }

    private static List<string> InsertRun(OrderedReplica replica, int gap, Random random)
    {
        int shape = random.Next(4), count = random.Next(1, shape == 3 ? 300 : 40);
        int at = gap, first = gap;
        List<string> run = [];
        for (int i = 0; i < count; i++)
        {
            at = shape switch { 0 => first + i, 1 => first, 2 => first + random.Next(i + 1), _ => first + (i / 2) };
            run.Add(replica.Insert(at));
        }
        return run;
    }
}
