using Notion.Crdt;

namespace Notion.Benchmarks.Adversarial;

/// <summary>Trees that are too deep or too wide, and moves that come too late.</summary>
internal static class BadTrees
{
    public static IReadOnlyList<AdversarialCase> Cases { get; } =
    [
        new("deep tree: create", 10_000, levels => () => Deep(levels).BlockCount == levels),
        new("deep tree: create, a transaction each", 10_000, DeepByTransactions),
        new("deep tree: enumerate and read", 10_000, levels => OnDeep(levels, page => page.EnumerateBlocks().Sum(block => block.Text.Length + (block.Parent is null ? 0 : 1)) > 0)),
        new("deep tree: move its end, and its top, 100 times", 10_000, MoveDeep),
        new("deep tree: delete and restore its top", 10_000, DeleteDeep),
        new("deep tree: save and load", 10_000, levels => OnDeep(levels, page => Document.Load(page.Save(), new ReplicaId(2)).EnumerateBlocks().Count() == levels)),
        new("deep tree: merge into an empty replica", 10_000, levels => OnDeep(levels, Merged)),
        new("moves of 1,000 blocks by four people, merged late", 100_000, moves => LateMoves(moves, movesEach: 10, AllOfOneAtOnce)),
        new("the same, an update each, one person after the other", 4_000, moves => LateMoves(moves, movesEach: 1, OneAfterTheOther)),
        new("the same, an update each, in a shuffled order", 4_000, moves => LateMoves(moves, movesEach: 1, Shuffled)),
        new("moves among 20 sections of a page, an update each, one person after the other", 16_000, moves => LateMoves(moves, movesEach: 1, OneAfterTheOther, sections: 20)),
        new("children appended to one parent", 100_000, size => () => Wide(size, _ => -1)),
        new("children inserted at the same place of one parent", 100_000, size => () => Wide(size, i => i / 2)),
        new("children inserted at one place by a replica each", 5_000, ContestedChildren),
    ];

    private static Document Deep(int levels)
    {
        var page = new Document(new ReplicaId(1));
        using Transaction edit = page.Begin();
        BlockId parent = BlockId.Root;
        for (int i = 0; i < levels; i++) parent = edit.CreateBlock("text", parent);
        edit.Commit();
        return page;
    }

    private static Func<bool> OnDeep(int levels, Func<Document, bool> act)
    {
        Document page = Deep(levels);
        return () => act(page);
    }

    private static Func<bool> DeepByTransactions(int levels) => () =>
    {
        var page = new Document(new ReplicaId(1));
        BlockId parent = BlockId.Root;
        for (int i = 0; i < levels; i++)
        {
            using Transaction edit = page.Begin();
            parent = edit.CreateBlock("text", parent);
            edit.InsertText(parent, 0, "x");
            edit.Commit();
        }
        return page.BlockCount == levels;
    };

    private static bool Merged(Document page)
    {
        var reader = new Document(new ReplicaId(2));
        reader.Apply(page.ExportSince(VersionVector.Empty));
        return reader.BlockCount == page.BlockCount;
    }

    private static Func<bool> MoveDeep(int levels) => OnDeep(levels, page =>
    {
        BlockId[] ids = [.. page.EnumerateBlocks().Select(block => block.Id)];
        for (int i = 0; i < 100; i++)
        {
            using Transaction edit = page.Begin();
            edit.Move(ids[^1], i % 2 == 0 ? BlockId.Root : ids[^2]);
            edit.Move(ids[0], BlockId.Root);
            edit.Commit();
        }
        return page.EnumerateBlocks().Count() == levels;
    });

    private static Func<bool> DeleteDeep(int levels) => OnDeep(levels, page =>
    {
        BlockId top = page.Root.Children[0].Id;
        for (int i = 0; i < 10; i++)
        {
            using Transaction edit = page.Begin();
            edit.Delete(top);
            edit.Restore(top);
            edit.Commit();
        }
        return page.EnumerateBlocks().Count() == levels;
    });

    /// <param name="moves">How many there are.</param>
    /// <param name="movesEach">How many a change holds.</param>
    /// <param name="arrange">Makes the updates that arrive, in their order, of what each person did.</param>
    /// <param name="sections">Of how many blocks at the top all others stand in one; 0 for a tree of any shape.</param>
    private static Func<bool> LateMoves(int moves, int movesEach, Func<Mover[], IEnumerable<byte[]>> arrange, int sections = 0)
    {
        var random = new Random(1);
        var origin = new Document(new ReplicaId(1));
        BlockId[] ids = new BlockId[1_000];
        using (Transaction edit = origin.Begin())
        {
            for (int i = 0; i < ids.Length; i++) ids[i] = edit.CreateBlock("text", i <= sections ? BlockId.Root : ids[random.Next(sections > 0 ? sections : i)]);
            edit.Commit();
        }
        byte[] history = origin.ExportSince(VersionVector.Empty);
        VersionVector start = origin.Version;
        Mover[] people = [.. Enumerable.Range(0, 4).Select(person =>
        {
            var page = new Document(new ReplicaId(10 + person));
            page.Apply(history);
            byte[][] changes = [.. Enumerable.Range(0, moves / 4 / movesEach).Select(_ => Move(page, ids, movesEach, random, sections))];
            return new Mover(changes, page.ExportSince(start));
        })];
        byte[][] updates = [.. arrange(people)];
        return () =>
        {
            var reader = new Document(new ReplicaId(2));
            reader.Apply(history);
            foreach (byte[] update in updates) reader.Apply(update);
            return reader.EnumerateBlocks().Count() == ids.Length;
        };
    }

    private static byte[] Move(Document page, BlockId[] ids, int times, Random random, int sections)
    {
        using Transaction edit = page.Begin();
        for (int i = 0; i < times; i++)
        {
            try
            {
                edit.Move(ids[random.Next(sections, ids.Length)], ids[random.Next(sections > 0 ? sections : ids.Length)]);
            }
            catch (CrdtException refused) when (refused.Code == CrdtErrorCode.MoveIntoItself)
            {
                edit.Move(ids[random.Next(ids.Length)], BlockId.Root);
            }
        }
        return edit.Commit().ToArray();
    }

    private static IEnumerable<byte[]> AllOfOneAtOnce(Mover[] people) => people.Reverse().Select(person => person.Together);

    private static IEnumerable<byte[]> OneAfterTheOther(Mover[] people) => people.Reverse().SelectMany(person => person.Changes);

    private static IEnumerable<byte[]> Shuffled(Mover[] people)
    {
        int[] order = [.. people.SelectMany((person, number) => person.Changes.Select(_ => number))], next = new int[people.Length];
        new Random(2).Shuffle(order);
        return order.Select(person => people[person].Changes[next[person]++]);
    }

    private sealed record Mover(byte[][] Changes, byte[] Together);

    private static bool Wide(int size, Func<int, int> index)
    {
        var page = new Document(new ReplicaId(1));
        for (int i = 0; i < size; i++)
        {
            using Transaction edit = page.Begin();
            edit.CreateBlock("text", BlockId.Root, index(i));
            edit.Commit();
        }
        return page.Root.ChildCount == size;
    }

    private static Func<bool> ContestedChildren(int size)
    {
        byte[][] updates = new byte[size][];
        for (int i = 0; i < size; i++)
        {
            var page = new Document(new ReplicaId(1_000 + i));
            using Transaction edit = page.Begin();
            edit.CreateBlock("text", BlockId.Root);
            updates[i] = edit.Commit().ToArray();
        }
        return () =>
        {
            var reader = new Document(new ReplicaId(2));
            foreach (byte[] update in updates) reader.Apply(update);
            return reader.Root.ChildCount == size;
        };
    }
}
