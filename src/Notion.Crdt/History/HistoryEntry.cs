namespace Notion.Crdt;

/// <summary>One change, or a run of changes of one author.</summary>
/// <param name="Author">Who did it, where the changes name an author.</param>
/// <param name="Replica">The replica that made it.</param>
/// <param name="Start">Timestamp of the first change.</param>
/// <param name="End">Timestamp of the last.</param>
/// <param name="ChangeCount">How many changes it is made of.</param>
/// <param name="Summary">What they did.</param>
/// <param name="VersionBefore">The version before it: everything with an earlier timestamp. Closed.</param>
/// <param name="Version">The version after it. Closed: for <see cref="Document.At(VersionVector)"/>, <see cref="Document.Diff(VersionVector, VersionVector)"/> and <see cref="Document.Revert(VersionVector, string?)"/>.</param>
public sealed record HistoryEntry(
    string? Author, ReplicaId Replica, HlcTimestamp Start, HlcTimestamp End, int ChangeCount, ChangeSummary Summary, VersionVector VersionBefore, VersionVector Version);
