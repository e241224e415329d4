namespace Notion.Crdt.Tests.Convergence;

/// <summary>The cells of docs/convergence.md. The page is the data: a row that is written there is tested, and nothing is tested that is not written there.</summary>
public class ConvergenceTests
{
    public static TheoryData<string> Names => [.. ConvergencePage.Cells.Select(cell => cell.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void BothSeeWhatThePageSays(string name)
    {
        Cell cell = ConvergencePage.Cells.Single(cell => cell.Name == name);
        HashSet<string> seen = [];
        foreach (bool oneIsLater in new[] { false, true })
        {
            foreach (bool oneIsGreater in new[] { false, true })
            {
                string after = TwoPeople.Play(cell, oneIsLater, oneIsGreater);
                seen.Add(after);
                if (cell.By != Tiebreak.Ids) Assert.Equal(oneIsLater || cell.By == Tiebreak.None ? cell.After : cell.AfterOtherwise, after);
            }
        }
        if (cell.By == Tiebreak.Ids) Assert.Equal([cell.After, cell.AfterOtherwise!], seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void TheMatrixNamesTheCellsThatThereAreAndNoOthers()
    {
        var cells = ConvergencePage.Cells.GroupBy(cell => cell.Pair).ToDictionary(pair => pair.Key, pair => string.Join(", ", pair.Select(cell => cell.Relation)));
        var matrix = ConvergencePage.Matrix.ToDictionary(pair => pair.Key, pair => string.Join(", ", pair.Value));
        Assert.Equal(cells.OrderBy(pair => pair.Key), matrix.OrderBy(pair => pair.Key));
        Assert.Equal(ConvergencePage.Cells.Count, ConvergencePage.Cells.DistinctBy(cell => cell.Name).Count());
    }

    [Fact]
    public void EveryPairOfVerbsHasACell()
    {
        foreach (string one in ConvergencePage.Verbs)
            foreach (string other in ConvergencePage.Verbs)
                Assert.True(ConvergencePage.Matrix.ContainsKey((one, other)) || ConvergencePage.Matrix.ContainsKey((other, one)), $"{one} × {other} is missing.");
    }
}
