using System.Collections.Concurrent;
using System.Globalization;

namespace Notion.Crdt.Tests.Oracle;

public class HistoryTests
{
    private static readonly int Histories =
        int.TryParse(Environment.GetEnvironmentVariable("NOTION_HISTORIES"), CultureInfo.InvariantCulture, out int count) ? count : 2_000;

    /// <summary>Seeds that once failed. A seed stays here when its cause is mended.</summary>
    public static TheoryData<int> RegressionSeeds => [17, 445, 1114, 1215, 1467, 1498, 1789, 2052, 2184, 5167, 5790, 7451, 200691, 203479, 301885, 304318, 332127, 343633, 350312, 556, 1380, 4133,
        612215, 621547, 631229, 674400, 675568, 630183, 635951, 682531, 621557, 637729, 691087, 687140];

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
                History.Play(seed);
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

    [Theory]
    [MemberData(nameof(RegressionSeeds))]
    public void SeedsThatOnceFailedHold(int seed) => History.Play(seed);
}
