namespace Notion.Crdt;

/// <summary>The place of an operation in the total order of all: by timestamp, then by replica, then by counter.</summary>
/// <param name="Time">The timestamp of its change.</param>
/// <param name="Replica">Dense number of its replica; see <see cref="ReplicaTable.Compare(Stamp, Stamp)"/>.</param>
/// <param name="Counter">Its counter.</param>
internal readonly record struct Stamp(HlcTimestamp Time, int Replica, int Counter)
{
    public ElementId Operation => new(Replica, Counter);
}
