namespace Notion.Crdt;

/// <summary>Who changed how much and when, without what: for checks where changes come in.</summary>
/// <param name="Replica">The writer.</param>
/// <param name="FirstCounter">Its counter at the change's first operation.</param>
/// <param name="CounterCount">How many counters the change takes.</param>
/// <param name="Timestamp">When; null while changes of the same replica before it are missing here, and where it is known and was compacted away.</param>
/// <param name="Author">The author that the change names; null where it goes on under the one before.</param>
/// <param name="State">What applying it would do now.</param>
/// <param name="Dependencies">What its writer had seen of others since its change before.</param>
public sealed record ChangeHeader(
    ReplicaId Replica, int FirstCounter, int CounterCount, HlcTimestamp? Timestamp, string? Author, ChangeState State, VersionVector Dependencies);
