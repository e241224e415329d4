namespace Notion.Crdt.Tests.Moves;

/// <summary>A move that comes in late decides what it concerns anew, and nothing else; what comes of it is what all moves together come to.</summary>
public class LateMovesConcernWhatTheyMust
{
    private const int Histories = 60;

    [Fact]
    public void OneByOneAsTogether()
    {
        for (int seed = 1; seed <= Histories; seed++)
        {
            var random = new Random(seed);
            int blocks = random.Next(3, 40);
            (byte[] start, byte[][][] people) = Play(random, blocks, people: random.Next(2, 5), moves: random.Next(5, 60), mostEach: random.Next(1, 4));
            Document one = Opened(start), together = Opened(start);
            int[] next = new int[people.Length];
            for (int left = people.Sum(updates => updates.Length); left > 0; left--)
            {
                int person;
                do person = random.Next(people.Length); while (next[person] == people[person].Length);
                one.Apply(people[person][next[person]++]);
                if (random.Next(8) > 0) continue;
                Assert.True(Decided(Together(start, people, next)).SequenceEqual(Decided(one)), $"seed {seed}");
            }
            together.Apply(Together(start, people, [.. people.Select(updates => updates.Length)]).ExportSince(together.Version));
            Assert.True(Decided(together).SequenceEqual(Decided(one)), $"seed {seed}");
            Assert.True(together.Save().AsSpan().SequenceEqual(one.Save()), $"seed {seed}");
        }
    }

    /// <summary>Twice as many moves take twice as many steps, and a few more: undoing all that is later took four times as many.</summary>
    [Theory]
    [InlineData(1_000)]
    [InlineData(2_000)]
    public void InStepsThatGrowWithTheirNumber(int moves)
    {
        (byte[] start, byte[][][] people) = Play(new Random(1), blocks: 300, people: 4, moves / 4, mostEach: 1);
        Document page = Opened(start);
        foreach (byte[][] updates in people.Reverse())
            foreach (byte[] update in updates) page.Apply(update);
        Assert.InRange(page.State.Placements.Steps, moves, moves * 100L);
        Assert.Equal(Decided(Together(start, people, [.. people.Select(updates => updates.Length)])), Decided(page));
    }

    [Fact]
    public void AndCanBeTakenBack()
    {
        (byte[] start, byte[][][] people) = Play(new Random(5), blocks: 12, people: 3, moves: 40, mostEach: 1);
        Document page = Opened(start);
        foreach (byte[][] updates in people.Reverse())
        {
            foreach (byte[] update in updates)
            {
                page.Apply(update);
                List<string> before = Decided(page);
                Block[] blocks = [.. page.EnumerateBlocks()];
                using (Transaction edit = page.Begin())
                {
                    edit.Move(edit.CreateBlock("text", blocks[^1].Id), BlockId.Root);
                    edit.Move(blocks[0].Id, BlockId.Root);
                }
                Assert.Equal(before, Decided(page));
            }
        }
    }

    private static Document Opened(byte[] start)
    {
        var page = new Document(new ReplicaId(2));
        page.Apply(start);
        return page;
    }

    private static Document Together(byte[] start, byte[][][] people, int[] counts)
    {
        Document page = Opened(start);
        for (int person = 0; person < people.Length; person++)
            for (int i = 0; i < counts[person]; i++) page.Apply(people[person][i]);
        Document fresh = Opened(start);
        fresh.Apply(page.ExportSince(fresh.Version));
        return fresh;
    }

    /// <summary>All placements in their order, and which of them are in effect.</summary>
    private static List<string> Decided(Document page) =>
        [.. page.State.Placements.InOrder.Select(placement => $"{placement.Stamp.Time} {page.State.Replicas[placement.Stamp.Replica].Id} {placement.Stamp.Counter} {placement.InEffect} {placement.Block.Placed == placement}")];

    /// <summary>People who move the blocks of one page without hearing of one another.</summary>
    private static (byte[] Start, byte[][][] People) Play(Random random, int blocks, int people, int moves, int mostEach)
    {
        var origin = new Document(new ReplicaId(1));
        BlockId[] ids = new BlockId[blocks];
        using (Transaction edit = origin.Begin())
        {
            for (int i = 0; i < blocks; i++) ids[i] = edit.CreateBlock("text", i == 0 ? BlockId.Root : ids[random.Next(i)]);
            edit.Commit();
        }
        byte[] start = origin.ExportSince(VersionVector.Empty);
        return (start, [.. Enumerable.Range(0, people).Select(person =>
        {
            var page = new Document(new ReplicaId(10 + person));
            page.Apply(start);
            return Enumerable.Range(0, moves).Select(_ => Move(page, ids, random.Next(1, mostEach + 1), random)).ToArray();
        })]);
    }

    private static byte[] Move(Document page, BlockId[] ids, int times, Random random)
    {
        using Transaction edit = page.Begin();
        for (int i = 0; i < times; i++)
        {
            BlockId block = ids[random.Next(ids.Length)], parent = ids[random.Next(ids.Length)];
            if (!page.GetBlock(parent).IsLive) parent = BlockId.Root;
            if (!page.GetBlock(block).IsLive) edit.Restore(block);
            else if (random.Next(10) == 0) edit.Delete(block);
            else if (IsUnder(page.GetBlock(parent), block)) edit.Move(block, BlockId.Root);
            else edit.Move(block, parent);
        }
        return edit.Commit().ToArray();
    }

    private static bool IsUnder(Block block, BlockId ancestor)
    {
        for (Block at = block; ; at = at.Parent!.Value)
        {
            if (at.Id == ancestor) return true;
            if (at.IsRoot) return false;
        }
    }
}
