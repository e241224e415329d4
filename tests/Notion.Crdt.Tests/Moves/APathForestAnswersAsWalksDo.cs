namespace Notion.Crdt.Tests.Moves;

/// <summary>The forest beside an array of parents, with rings that close, open elsewhere, and are closed again.</summary>
public class APathForestAnswersAsWalksDo
{
    [Theory]
    [InlineData(8, 0, 400)]
    [InlineData(8, 50, 400)]
    [InlineData(40, 5, 150)]
    [InlineData(300, 1, 10)]
    public void AtEveryStepOfRandomSequences(int nodes, int ringPercent, int sequences)
    {
        for (int seed = 0; seed < sequences; seed++) Play(seed, nodes, ringPercent);
    }

    private static void Play(int seed, int nodes, int ringPercent)
    {
        var random = new Random(seed);
        var walks = new Walks(nodes + 1);
        var forest = new PathForest();
        if (seed % 2 == 0)
        {
            for (int node = 2; node <= nodes; node++) walks.Parents[node] = random.Next(3) == 0 ? node - 1 : random.Next(node);
            if (random.Next(100) < ringPercent) walks.Parents[random.Next(1, nodes + 1)] = random.Next(1, nodes + 1);
            forest.Build(nodes + 1, node => walks.Parents[node]);
        }
        for (int step = 0; step < 4 * nodes; step++)
        {
            int node = random.Next(1, nodes + 1), parent = random.Next(5) == 0 ? 0 : random.Next(1, nodes + 1);
            if (!walks.IsAbove(node, parent) || random.Next(100) < ringPercent)
            {
                walks.Parents[node] = parent;
                forest.SetParent(node, parent);
            }
            int asked = random.Next(1, nodes + 1), above = random.Next(1, nodes + 1);
            string when = $"seed {seed}, {nodes} nodes, step {step}, node {asked}, {above} above it?";
            Assert.True(walks.IsAbove(above, asked) == forest.IsAbove(above, asked), when);
            Assert.True(walks.IsOnRing(asked) == forest.IsOnRing(asked), when);
            bool leadsToRing = walks.LeadsToRing(asked);
            Assert.True(leadsToRing == forest.LeadsToRing(asked), when);
            int top = forest.Top(asked);
            Assert.True(leadsToRing ? walks.IsOnRing(top) && walks.IsAbove(top, asked) : walks.Top(asked) == top, when);
        }
    }

    [Fact]
    public void AChainTakesFewStepsEach()
    {
        const int levels = 20_000;
        var random = new Random(1);
        var forest = new PathForest();
        for (int node = 2; node < levels; node++)
        {
            forest.SetParent(node, node - 1);
            Assert.Equal(1, forest.Top(node));
        }
        for (int i = 0; i < levels; i++) Assert.Equal(1, forest.Top(random.Next(1, levels)));
        Assert.InRange(forest.Steps, 0, 2L * levels * 60);
    }

    private sealed class Walks(int count)
    {
        public int[] Parents { get; } = new int[count];

        public int Top(int node)
        {
            while (Parents[node] != 0) node = Parents[node];
            return node;
        }

        public bool IsAbove(int node, int below)
        {
            for (int left = count; below != 0 && left > 0; left--, below = Parents[below])
                if (node == below) return true;
            return false;
        }

        public bool IsOnRing(int node) => Parents[node] != 0 && IsAbove(node, Parents[node]);

        public bool LeadsToRing(int node)
        {
            for (int left = count; left > 0; left--, node = Parents[node])
                if (node == 0) return false;
            return true;
        }
    }
}
