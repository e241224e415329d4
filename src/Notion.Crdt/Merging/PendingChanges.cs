namespace Notion.Crdt;

/// <summary>The causal buffer: changes that came before what they depend on, each filed under one dependency that is missing.</summary>
/// <remarks>A change is looked at again only when that dependency arrives: O(log n) each time, whatever the order of arrival.</remarks>
internal sealed class PendingChanges
{
    private readonly Dictionary<long, PriorityQueue<Pending, int>> _waiting = [];
    private readonly Dictionary<(long Replica, int FirstCounter), byte[]> _known = [];

    public int Count => _known.Count;

    public long Bytes { get; private set; }

    /// <summary>The bytes of a waiting change; null where none with that id waits.</summary>
    public byte[]? Find(long replica, int firstCounter) => _known.GetValueOrDefault((replica, firstCounter));

    /// <param name="change">The change as an update of its own.</param>
    /// <param name="replica">Its replica.</param>
    /// <param name="firstCounter">Its first counter.</param>
    /// <param name="missing">A dependency that is missing.</param>
    public void Add(byte[] change, long replica, int firstCounter, Dependency missing)
    {
        if (!_known.TryAdd((replica, firstCounter), change)) return;
        Bytes += change.Length;
        File(new Pending(change, replica, firstCounter), missing);
    }

    /// <summary>Files a change taken by <see cref="TryTake"/> again, under another dependency.</summary>
    public void File(Pending pending, Dependency missing)
    {
        if (!_waiting.TryGetValue(missing.Replica.Value, out PriorityQueue<Pending, int>? queue)) _waiting.Add(missing.Replica.Value, queue = new());
        queue.Enqueue(pending, missing.End);
    }

    /// <summary>Takes a change that waits for no more than so many counters of a replica. It counts as waiting until <see cref="Remove"/>.</summary>
    public bool TryTake(ReplicaState replica, out Pending pending)
    {
        pending = default;
        if (!_waiting.TryGetValue(replica.Id.Value, out PriorityQueue<Pending, int>? queue)) return false;
        if (!queue.TryPeek(out pending, out int end) || end > replica.End) return false;
        queue.Dequeue();
        if (queue.Count == 0) _waiting.Remove(replica.Id.Value);
        return true;
    }

    public void Remove(Pending pending)
    {
        if (_known.Remove((pending.Replica, pending.FirstCounter))) Bytes -= pending.Change.Length;
    }

    /// <summary>For each replica of which something is missing, the least that would help.</summary>
    public VersionVector Missing() => VersionVector.From(_waiting.Select(entry =>
    {
        entry.Value.TryPeek(out _, out int end);
        return new KeyValuePair<ReplicaId, int>(new ReplicaId(entry.Key), end);
    }));

    internal readonly record struct Pending(byte[] Change, long Replica, int FirstCounter);
}
