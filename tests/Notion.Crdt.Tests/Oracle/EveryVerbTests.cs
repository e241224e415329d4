namespace Notion.Crdt.Tests.Oracle;

/// <summary>
/// The law, with everything that the library can do in one history: all verbs of a person who edits, undo, redo, revert, cursors, transactions that roll back, two to eight replicas, some of whom
/// come late, updates in every order, and a net that parts in two. After every step the document shows what the oracle shows, each live character once.
/// </summary>
public class EveryVerbTests
{
    /// <summary>Seeds that once failed.</summary>
    public static TheoryData<int> RegressionSeeds => [899, 1372];

    [Theory]
    [MemberData(nameof(RegressionSeeds))]
    public void SeedsThatOnceFailedHold(int seed) => History.Play(seed, checksLocality: false, Verbs.All);

    [Fact]
    public void EveryLiveCharacterIsShownExactlyOnce() => History.PlayMany(400, checksLocality: false, Verbs.All);
}
