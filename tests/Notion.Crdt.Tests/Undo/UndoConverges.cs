using System.Collections.Concurrent;
using System.Globalization;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Undo;

/// <summary>Random histories of one to eight replicas who also undo and redo: the oracle shows the same, no character is lost or doubled, and nobody's undo hides what another wrote.</summary>
public class UndoConverges
{
    private static readonly int Histories =
        int.TryParse(Environment.GetEnvironmentVariable("NOTION_HISTORIES"), CultureInfo.InvariantCulture, out int count) ? count : 500;

    /// <summary>Seeds that once failed.</summary>
    public static TheoryData<int> RegressionSeeds => [373, 1912, 3483, 4900, 603098];

    [Theory]
    [MemberData(nameof(RegressionSeeds))]
    public void SeedsThatOnceFailedHold(int seed) => History.Play(seed, checksLocality: false, undoes: true);

    /// <summary>NOTION_HISTORIES=n plays that many; NOTION_FIRST_SEED=s begins elsewhere than at 1.</summary>
    [Fact]
    public void EveryHistoryShowsWhatTheOracleShows()
    {
        int first = int.TryParse(Environment.GetEnvironmentVariable("NOTION_FIRST_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed : 1;
        var failures = new ConcurrentBag<HistoryFailedException>();
        Parallel.For(first, first + Histories, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, seed =>
        {
            try
            {
                History.Play(seed, checksLocality: false, undoes: true);
            }
            catch (HistoryFailedException failure)
            {
                failures.Add(failure);
            }
        });
        if (failures.IsEmpty) return;
        IEnumerable<string> kinds = failures.GroupBy(failure => failure.Kind)
            .Select(kind => $"{kind.Count()} × {kind.Key}: seeds {string.Join(", ", kind.Select(failure => failure.Seed).Order().Take(8))}");
        Assert.Fail($"{failures.Count} of {Histories} histories fail\n{string.Join('\n', kinds)}\nthe shortest: {failures.MinBy(failure => failure.Message.Length)!.Message}");
    }
}
