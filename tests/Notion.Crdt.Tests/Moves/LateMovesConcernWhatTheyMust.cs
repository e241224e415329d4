using Microsoft.Extensions.Time.Testing;

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
            Document one = Opened(start);
            int[] next = new int[people.Length];
            for (int left = people.Sum(updates => updates.Length); left > 0; left--)
            {
                int person;
                do person = random.Next(people.Length); while (next[person] == people[person].Length);
                one.Apply(people[person][next[person]++]);
                if (random.Next(8) > 0) continue;
                Assert.True(Decided(Together(start, people, next)).SequenceEqual(Decided(one)), $"seed {seed}");
            }
            Document together = Together(start, people, [.. people.Select(updates => updates.Length)]);
            Assert.True(Decided(together).SequenceEqual(Decided(one)), $"seed {seed}");
            Assert.True(together.Save().AsSpan().SequenceEqual(one.Save()), $"seed {seed}");
        }
    }

    /// <summary>On a page as people make them, a late move concerns hardly more than itself, however many later ones there are.</summary>
    [Fact]
    public void InAFewStepsWhereTreesAreFlat()
    {
        const int Moves = 2_000, Sections = 20;
        (byte[] start, byte[][][] people) = Play(new Random(1), blocks: 300, people: 4, Moves / 4, mostEach: 1, Sections);
        Document page = Opened(start);
        foreach (byte[][] updates in people.Reverse())
            foreach (byte[] update in updates) page.Apply(update);
        Assert.InRange(page.State.Placements.Steps, Moves / 2, Moves * 4);
        Assert.Equal(Decided(Together(start, people, [.. people.Select(updates => updates.Length)])), Decided(page));
    }

    /// <summary>In trees of any shape a late move concerns much; how much does not depend on how many moves there are, but for how often each block is moved.</summary>
    [Fact]
    public void InStepsThatDoNotGrowWithTheMovesInAnyTree()
    {
        long few = Steps(4_000), many = Steps(8_000);
        Assert.InRange(many, few, 3 * few);

        static long Steps(int moves)
        {
            (byte[] start, byte[][][] people) = Play(new Random(1), blocks: 100, people: 4, moves / 4, mostEach: 1);
            Document page = Opened(start);
            foreach (byte[][] updates in people.Reverse())
                foreach (byte[] update in updates) page.Apply(update);
            return page.State.Placements.Steps;
        }
    }

    /// <summary>
    /// Why no algorithm has n log n for all: a stack of blocks that somebody turns over, each put on the one below, while another puts the lowest, earlier by the clock, under the others, and out, over and over. Each time that one arrives, all blocks stand elsewhere.
    /// </summary>
    [Fact]
    public void OneCanMoveEverything()
    {
        const int Blocks = 60;
        var time = new FakeTimeProvider();
        Document origin = At(1, time), page = At(2, time), turner = At(3, time), other = At(4, time);
        BlockId[] ids = new BlockId[Blocks];
        using (Transaction edit = origin.Begin())
        {
            for (int i = Blocks - 1; i >= 0; i--) ids[i] = edit.CreateBlock("text", i == Blocks - 1 ? BlockId.Root : ids[i + 1]);
            edit.Commit();
        }
        foreach (Document document in new[] { page, turner, other }) document.Apply(origin.ExportSince(VersionVector.Empty));
        Move(turner, ids[0], BlockId.Root);
        time.Advance(TimeSpan.FromMinutes(1));
        byte[][] late = [.. Enumerable.Range(0, 20).Select(i => Move(other, ids[0], i % 2 == 0 ? ids[1] : BlockId.Root))];
        time.Advance(TimeSpan.FromMinutes(1));
        for (int i = 1; i < Blocks; i++) Move(turner, ids[i], ids[i - 1]);
        page.Apply(turner.ExportSince(page.Version));
        for (int i = 0; i < late.Length; i++)
        {
            page.Apply(late[i]);
            Assert.All(Enumerable.Range(1, Blocks - 2), block => Assert.Equal(ids[i % 2 == 0 ? block + 1 : block - 1], page.GetBlock(ids[block]).Parent!.Value.Id));
        }

        static Document At(long replica, FakeTimeProvider time) => new(new ReplicaId(replica), new DocumentOptions { TimeProvider = time });

        static byte[] Move(Document by, BlockId block, BlockId parent)
        {
            using Transaction edit = by.Begin();
            edit.Move(block, parent);
            return edit.Commit().ToArray();
        }
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

    /// <summary>A page that gets the first updates of each, one change every one, as one update.</summary>
    private static Document Together(byte[] start, byte[][][] people, int[] counts)
    {
        byte[][] updates = [.. people.SelectMany((all, person) => all.Take(counts[person]))];
        Document page = Opened(start);
        page.Apply([0xdc, (byte)((updates.Length + 1) >> 8), (byte)(updates.Length + 1), 1, .. updates.SelectMany(update => update.Skip(2))]);
        return page;
    }

    /// <summary>All placements in their order, and which of them are in effect.</summary>
    private static List<string> Decided(Document page) =>
        [.. page.State.Placements.InOrder.Select(placement => $"{placement.Stamp.Time} {page.State.Replicas[placement.Stamp.Replica].Id} {placement.Stamp.Counter} {placement.InEffect} {placement.Block.Placed == placement}")];

    /// <summary>People who move the blocks of one page without hearing of one another.</summary>
    private static (byte[] Start, byte[][][] People) Play(Random random, int blocks, int people, int moves, int mostEach, int sections = 0)
    {
        var origin = new Document(new ReplicaId(1));
        BlockId[] ids = new BlockId[blocks];
        using (Transaction edit = origin.Begin())
        {
            for (int i = 0; i < blocks; i++) ids[i] = edit.CreateBlock("text", i <= sections ? BlockId.Root : ids[random.Next(sections > 0 ? sections : i)]);
            edit.Commit();
        }
        byte[] start = origin.ExportSince(VersionVector.Empty);
        return (start, [.. Enumerable.Range(0, people).Select(person =>
        {
            var page = new Document(new ReplicaId(10 + person));
            page.Apply(start);
            return Enumerable.Range(0, moves).Select(_ => Move(page, ids, random.Next(1, mostEach + 1), random, sections)).ToArray();
        })]);
    }

    private static byte[] Move(Document page, BlockId[] ids, int times, Random random, int sections)
    {
        using Transaction edit = page.Begin();
        for (int i = 0; i < times; i++)
        {
            BlockId block = ids[random.Next(sections, ids.Length)], parent = ids[random.Next(sections > 0 ? sections : ids.Length)];
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
