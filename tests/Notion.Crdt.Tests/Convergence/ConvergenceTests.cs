namespace Notion.Crdt.Tests.Convergence;

/// <summary>
/// The cells of docs/convergence.md and docs/convergence-undo.md. The pages are the data: a row that is written there is tested, and nothing is tested that is not written there.
/// </summary>
public class ConvergenceTests
{
    private static readonly bool[] Either = [false, true];

    /// <summary>What a person can do to a document: all verbs of <see cref="Transaction"/>, with joins of what shares a text and of what does not apart, and text of blocks and of properties.</summary>
    private static readonly string[] Verbs = ["type", "erase", "split", "join", "across", "move", "delete", "restore", "set", "create", "mark", "member", "count", "retype", "title"];

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
        Assert.Equal(Verbs, ConvergencePage.OfVerbs.Columns);
        Assert.Equal(Verbs, ConvergencePage.OfVerbs.Rows);
        Assert.Empty(MissingPairs(ConvergencePage.OfVerbs));
    }

    [Fact]
    public void TheUndoOfEveryVerbHasACellWithEveryVerbAndWithAnUndo()
    {
        Assert.Equal(Verbs.Select(verb => "undo-" + verb), ConvergencePage.OfUndo.Rows);
        Assert.Equal(Verbs.Append("undo"), ConvergencePage.OfUndo.Columns);
        Assert.Empty(MissingUndos(ConvergencePage.OfUndo));
    }

    [Fact]
    public void APairThatWereMissingWouldBeMissed()
    {
        foreach ((string one, string other) in ConvergencePage.OfVerbs.Matrix.Keys) Assert.Equal([$"{one} × {other}"], MissingPairs(ConvergencePage.OfVerbs.Without((one, other))));
        foreach ((string one, string other) in ConvergencePage.OfUndo.Matrix.Keys) Assert.Equal([$"{one} × {other}"], MissingUndos(ConvergencePage.OfUndo.Without((one, other))));
    }

    private static IEnumerable<string> MissingPairs(ConvergencePage page) =>
        from one in Verbs from other in Verbs.Take(Array.IndexOf(Verbs, one) + 1) where !page.Cells.Any(cell => cell.Pair == (one, other)) || !page.Matrix.ContainsKey((one, other)) select $"{one} × {other}";

    private static IEnumerable<string> MissingUndos(ConvergencePage page) =>
        from verb in Verbs let one = "undo-" + verb from other in Verbs.Append("undo") where !page.Cells.Any(cell => cell.Pair == (one, other)) || !page.Matrix.ContainsKey((one, other)) select $"{one} × {other}";

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
