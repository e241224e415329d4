namespace Notion.Crdt.Tests.Convergence;

/// <summary>
/// The cells of docs/convergence.md and docs/convergence-undo.md. The pages are the data: a row that is written there is tested, and nothing is tested that is not written there.
/// </summary>
public class ConvergenceTests
{
    private static readonly bool[] Either = [false, true];

    public static TheoryData<string> Names => [.. ConvergencePage.OfVerbs.Cells.Concat(ConvergencePage.OfUndo.Cells).Select(cell => cell.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void BothSeeWhatThePageSays(string name)
    {
        Cell cell = ConvergencePage.OfVerbs.Cells.Concat(ConvergencePage.OfUndo.Cells).Single(cell => cell.Name == name);
        Check(cell, cell.After, oneHasSeen: false);
        if (cell.AfterSeen is { } seen) Check(cell, seen, oneHasSeen: true);
    }

    [Fact]
    public void TheMatricesNameTheCellsThatThereAreAndNoOthers()
    {
        foreach (ConvergencePage page in new[] { ConvergencePage.OfVerbs, ConvergencePage.OfUndo })
        {
            var cells = page.Cells.GroupBy(cell => cell.Pair).ToDictionary(pair => pair.Key, pair => string.Join(", ", pair.Select(cell => cell.Relation)));
            var matrix = page.Matrix.ToDictionary(pair => pair.Key, pair => string.Join(", ", pair.Value));
            Assert.Equal(cells.OrderBy(pair => pair.Key), matrix.OrderBy(pair => pair.Key));
            Assert.Equal(page.Cells.Count, page.Cells.DistinctBy(cell => cell.Name).Count());
        }
    }

    [Fact]
    public void EveryPairOfVerbsHasACell()
    {
        ConvergencePage page = ConvergencePage.OfVerbs;
        Assert.Equal(page.Columns, page.Rows);
        foreach (string one in page.Rows)
            foreach (string other in page.Columns)
                Assert.True(page.Matrix.ContainsKey((one, other)) || page.Matrix.ContainsKey((other, one)), $"{one} × {other} is missing.");
    }

    [Fact]
    public void TheUndoOfEveryVerbHasACellWithEveryVerbAndWithAnUndo()
    {
        ConvergencePage page = ConvergencePage.OfUndo;
        Assert.Equal(ConvergencePage.OfVerbs.Columns.Select(verb => "undo-" + verb), page.Rows);
        Assert.Equal(ConvergencePage.OfVerbs.Columns.Append("undo"), page.Columns);
        foreach (string one in page.Rows)
            foreach (string other in page.Columns) Assert.True(page.Matrix.ContainsKey((one, other)), $"{one} × {other} is missing.");
    }

    private static void Check(Cell cell, Outcome expected, bool oneHasSeen)
    {
        bool[] times = oneHasSeen ? [true] : Either;    // who has seen the other's change is the later one, whatever the clocks say
        string[] seen = [.. from oneIsLater in times from oneIsGreater in Either select TwoPeople.Play(cell, oneIsLater, oneIsGreater, oneHasSeen)];
        bool holds = expected.By switch
        {
            Tiebreak.None => Array.TrueForAll(seen, after => after == expected.Drawing),
            Tiebreak.Time => seen.AsSpan().SequenceEqual([expected.Otherwise!, expected.Otherwise!, expected.Drawing, expected.Drawing]),
            _ => seen.Order(StringComparer.Ordinal).Distinct().SequenceEqual([expected.Drawing, expected.Otherwise!]),
        };
        if (!holds) Assert.Fail($"{(oneHasSeen ? "Having seen" : "At the same time")}, both see {string.Join(" | ", seen)} (the one earlier by time, then later; each with the smaller id, then the greater); the page says {expected}");
    }
}
