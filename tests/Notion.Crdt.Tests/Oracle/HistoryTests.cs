using System.Globalization;

namespace Notion.Crdt.Tests.Oracle;

public class HistoryTests
{
    private static readonly int Histories =
        int.TryParse(Environment.GetEnvironmentVariable("NOTION_HISTORIES"), CultureInfo.InvariantCulture, out int count) ? count : 2_000;

    /// <summary>Seeds that once failed. A seed stays here when its cause is mended.</summary>
    public static TheoryData<int> RegressionSeeds => [1];

    /// <summary>NOTION_HISTORIES=n plays that many; NOTION_FIRST_SEED=s begins elsewhere than at 1.</summary>
    [Fact]
    public void EveryHistoryShowsWhatTheOracleShows()
    {
        int first = int.TryParse(Environment.GetEnvironmentVariable("NOTION_FIRST_SEED"), CultureInfo.InvariantCulture, out int seed) ? seed : 1;
        Parallel.For(first, first + Histories, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, static seed => History.Play(seed));
    }

    [Theory]
    [MemberData(nameof(RegressionSeeds))]
    public void SeedsThatOnceFailedHold(int seed) => History.Play(seed);
}
