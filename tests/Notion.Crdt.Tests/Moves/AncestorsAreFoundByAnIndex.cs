using Notion.Crdt.Tests.Documents;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Moves;

/// <summary>Where ways up are long, an index takes the place of the walk: it must find the same, and in few steps.</summary>
public class AncestorsAreFoundByAnIndex
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void HistoriesShowWhatTheOracleShows(int longWay)
    {
        History.PlayMany(100, checksLocality: false, Verbs.Editing, longWay);
        History.PlayMany(50, checksLocality: false, Verbs.All, longWay);
    }

    /// <summary>Moves, deletions and restorations by people who do not hear of one another, so that placements close cycles and blocks escape.</summary>
    [Fact]
    public void TheIndexFindsWhatTheWalkFinds()
    {
        int indexed = 0;
        for (int seed = 0; seed < 40; seed++) indexed += Play(seed) ? 1 : 0;
        Assert.InRange(indexed, 30, 40);
    }

    private static bool Play(int seed)
    {
        var random = new Random(seed);
        Document origin = Pages.New(1);
        List<BlockId> ids = [];
        using (Transaction edit = origin.Begin())
        {
            for (int i = 0; i < 40; i++) ids.Add(edit.CreateBlock("text", i == 0 || random.Next(10) == 0 ? BlockId.Root : ids[random.Next(3) == 0 ? random.Next(i) : i - 1]));
            edit.Commit();
        }
        byte[] beginning = origin.ExportSince(VersionVector.Empty);
        Document[] people = [.. Enumerable.Range(0, 4).Select(i => Pages.New(10 + i))];
        Document walking = Pages.New(2), looking = Pages.New(3);
        looking.SetLongWay(seed % 2);
        foreach (Document page in people.Append(walking).Append(looking)) page.Apply(beginning);
        List<byte[]> sent = [];
        for (int round = 0; round < 120; round++)
        {
            Document person = people[random.Next(people.Length)];
            using (Transaction edit = person.Begin())
            {
                if (Act(edit, person, ids, random)) sent.Add(edit.Commit().ToArray());
            }
            if (random.Next(12) == 0) person.Apply(people[random.Next(people.Length)].ExportSince(person.Version));
            if (random.Next(10) == 0 || round == 119) Deliver(sent, walking, looking, random, seed);
        }
        foreach (Document person in people)
        {
            person.Apply(looking.ExportSince(person.Version));
            Assert.True(Rendering.Of(walking) == Rendering.Of(person), $"Seed {seed}: somebody sees something else.");
        }
        return looking.State.Placements.Ancestors.HasIndex && looking.State.Arrangement.Ancestors.HasIndex;
    }

    private static bool Act(Transaction edit, Document person, List<BlockId> ids, Random random)
    {
        BlockId block = ids[random.Next(ids.Count)], parent = random.Next(8) == 0 ? BlockId.Root : ids[random.Next(ids.Count)];
        bool isLive = person.GetBlock(block).IsLive, wouldLive = parent == BlockId.Root || person.GetBlock(parent).IsLive;
        switch (random.Next(10))
        {
            case 0 or 1 when isLive:
                edit.Delete(block);
                return true;
            case < 4 when person.GetBlock(block).IsDeleted:
                edit.Restore(block);
                return true;
            case < 9 when isLive && wouldLive && !person.Outline.IsUnder(person.State.FindBlock(parent)!, person.State.FindBlock(block)!):
                edit.Move(block, parent);
                return true;
            default:
                if (!wouldLive) return false;
                edit.CreateBlock("text", parent);
                return true;
        }
    }

    private static void Deliver(List<byte[]> sent, Document walking, Document looking, Random random, int seed)
    {
        byte[][] updates = [.. sent];
        random.Shuffle(updates);
        foreach (byte[] update in updates)
        {
            walking.Apply(update);
            looking.Apply(update);
            Assert.True(Rendering.Of(walking) == Rendering.Of(looking), $"Seed {seed}: the index leads elsewhere than the walk.");
        }
        sent.Clear();
        DocumentState left = walking.State, right = looking.State;
        for (int i = 0; i < left.Blocks.NextIndex; i++)
        {
            BlockNode one = left.Blocks[i], other = right.Blocks[i], above = left.Blocks[random.Next(left.Blocks.NextIndex)];
            string what = $"Seed {seed}, block {one.Id}, {above.Id}";
            Assert.True(left.Arrangement.Ancestors.Top(one)?.Index == right.Arrangement.Ancestors.Top(other)?.Index, what);
            Assert.True(left.Placements.Ancestors.Top(one)?.Index == right.Placements.Ancestors.Top(other)?.Index, what);
            Assert.True(left.Arrangement.FormerAncestors.Top(one)?.Index == right.Arrangement.FormerAncestors.Top(other)?.Index, what);
            Assert.True(left.Arrangement.IsUnder(one, above) == right.Arrangement.IsUnder(other, right.Blocks[above.Index]), what);
            Assert.True(left.Placements.Ancestors.IsUnder(one, above) == right.Placements.Ancestors.IsUnder(other, right.Blocks[above.Index]), what);
        }
    }

    /// <summary>Built level by level, moved at its end and its top, deleted and restored, and merged: n log n steps, where a walk would take n²/2 for the building alone.</summary>
    [Fact]
    public void AChainOfManyLevelsTakesFewStepsEach()
    {
        const int levels = 5_000, most = 12 * 40;       // steps a level: a few look-ups of some log n each
        Document page = Pages.New(1);
        BlockId[] ids = new BlockId[levels];
        for (int i = 0; i < levels; i++)
        {
            using Transaction edit = page.Begin();
            ids[i] = edit.CreateBlock("text", i == 0 ? BlockId.Root : ids[i - 1]);
            edit.Commit();
        }
        Assert.InRange(page.StepsUp(), 0, levels * most);

        long before = page.StepsUp();
        for (int i = 0; i < 500; i++)
        {
            using Transaction edit = page.Begin();
            edit.Move(ids[^1], i % 2 == 0 ? BlockId.Root : ids[^2]);
            edit.Move(ids[levels / 2], i % 2 == 0 ? ids[levels / 4] : ids[(levels / 2) - 1]);
            edit.Move(ids[0], BlockId.Root);
            edit.Commit();
        }
        Assert.InRange(page.StepsUp() - before, 0, 1_500 * most);

        Document reader = Pages.New(2);
        reader.Apply(page.ExportSince(VersionVector.Empty));
        Assert.InRange(reader.StepsUp(), 0, levels * most);
        Assert.Equal(levels, reader.EnumerateBlocks().Count());
    }
}
