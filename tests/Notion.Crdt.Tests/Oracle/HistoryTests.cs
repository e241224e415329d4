namespace Notion.Crdt.Tests.Oracle;

public class HistoryTests
{
    /// <summary>Seeds that once failed. A seed stays here when its cause is mended.</summary>
    public static TheoryData<int> RegressionSeeds => [17, 445, 1114, 1215, 1467, 1498, 1789, 2052, 2184, 5167, 5790, 7451, 200691, 203479, 301885, 304318, 332127, 343633, 350312, 556, 1380, 4133,
        612215, 621547, 631229, 674400, 675568, 630183, 635951, 682531, 621557, 637729, 691087, 687140];

    [Fact]
    public void EveryHistoryShowsWhatTheOracleShows() => History.PlayMany(2_000, checksLocality: true, Verbs.Editing);

    [Theory]
    [MemberData(nameof(RegressionSeeds))]
    public void SeedsThatOnceFailedHold(int seed) => History.Play(seed);
}
