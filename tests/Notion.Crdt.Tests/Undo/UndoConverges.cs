using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Undo;

/// <summary>Random histories of one to eight replicas who also undo and redo: the oracle shows the same, no character is lost or doubled, and nobody's undo hides what another wrote.</summary>
public class UndoConverges
{
    /// <summary>Seeds that once failed.</summary>
    public static TheoryData<int> RegressionSeeds => [373, 1912, 3483, 4900, 603098];

    [Theory]
    [MemberData(nameof(RegressionSeeds))]
    public void SeedsThatOnceFailedHold(int seed) => History.Play(seed, checksLocality: false, Verbs.EditingAndUndo);

    [Fact]
    public void EveryHistoryShowsWhatTheOracleShows() => History.PlayMany(500, checksLocality: false, Verbs.EditingAndUndo);
}
