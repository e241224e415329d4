using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Moves;

/// <summary>Where trees are deep, an index takes the place of walks to the top: it must give the same answers, and in few steps.</summary>
public class WaysUpAreFoundByAnIndex
{
    [Fact]
    public void TheForestAnswersAsAWalkDoes()
    {
        for (int seed = 0; seed < 200; seed++) Play(seed);
    }

    private static void Play(int seed)
    {
        var random = new Random(seed);
        int count = random.Next(3, 40), begun = random.Next(1, count);
        int[] parents = new int[count];
        for (int i = 1; i < begun; i++) parents[i] = random.Next(3) == 0 ? 0 : random.Next(begun);
        var forest = new PathForest();
        forest.Build(begun, node => parents[node]);
        for (int step = 0; step < 200; step++)
        {
            int node = random.Next(1, count), other = random.Next(1, count);
            switch (random.Next(4))
            {
                case 0:
                    parents[node] = random.Next(4) == 0 ? 0 : other;
                    forest.SetParent(node, parents[node]);
                    break;
                case 1:
                    Assert.True(Way(parents, other).Contains(node) == forest.IsAbove(node, other), $"Seed {seed}, step {step}: what is above.");
                    break;
                case 2:
                    Assert.True(Way(parents, parents[node]).Contains(node) == forest.IsOnRing(node), $"Seed {seed}, step {step}: what is on a ring.");
                    break;
                default:
                    List<int> way = Way(parents, node);
                    bool ends = parents[way[^1]] == 0;
                    Assert.True(ends != forest.LeadsToRing(node), $"Seed {seed}, step {step}: what leads to a ring.");
                    Assert.True(!ends || way[^1] == forest.Top(node), $"Seed {seed}, step {step}: what is at the top.");
                    break;
            }
        }
    }

    /// <summary>From a node upwards, up to the top or once round a ring.</summary>
    private static List<int> Way(int[] parents, int node)
    {
        var way = new List<int>();
        for (int at = node; at != 0 && !way.Contains(at); at = parents[at]) way.Add(at);
        return way;
    }

    [Fact]
    public void DeepTreesTakeFewStepsABlock()
    {
        const int levels = 4_000;
        Document page = Pages.New(1);
        var ids = new List<BlockId> { BlockId.Root };
        for (int i = 0; i < levels; i++)
        {
            using Transaction edit = page.Begin();
            ids.Add(edit.CreateBlock("text", ids[^1]));
            edit.Commit();
        }
        for (int i = 0; i < 500; i++)
        {
            using Transaction edit = page.Begin();
            edit.Move(ids[^1], i % 2 == 0 ? BlockId.Root : ids[^2]);
            edit.Commit();
        }
        AssertFewSteps(page, levels);
        Document reader = Pages.New(2);
        reader.Apply(page.ExportSince(VersionVector.Empty));
        Assert.Equal(levels, reader.EnumerateBlocks().Count());
        AssertFewSteps(reader, levels);
        Document loaded = Document.Load(page.Save(), new ReplicaId(3));
        using (Transaction edit = loaded.Begin())
        {
            edit.CreateBlock("text", ids[^1]);
            edit.Commit();
        }
        AssertFewSteps(loaded, levels);
    }

    private static void AssertFewSteps(Document page, int blocks) =>
        Assert.InRange(page.State.Arrangement.Ancestors.Steps + page.State.Placements.Ancestors.Steps, 1, blocks * 300L);

    [Fact]
    public void ShallowTreesHaveNoIndex()
    {
        Document page = Pages.New(1);
        BlockId parent = page.AddText("ab");
        for (int i = 0; i < 2_000; i++)
        {
            using Transaction edit = page.Begin();
            edit.Move(edit.CreateBlock("text", parent), BlockId.Root);
            edit.Commit();
        }
        Assert.Equal(0, page.State.Arrangement.Ancestors.Steps + page.State.Placements.Ancestors.Steps);
    }
}
