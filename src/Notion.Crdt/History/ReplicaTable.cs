namespace Notion.Crdt;

/// <summary>The writers of a document, by dense number.</summary>
internal sealed class ReplicaTable
{
    private readonly List<ReplicaState> _states = [];
    private readonly Dictionary<long, int> _indexes = [];
    private ReplicaState? _last;

    public int Count => _states.Count;

    public ReplicaState this[int index] => _states[index];

    /// <summary>The replica's state; null when nothing of it has been applied.</summary>
    public ReplicaState? Find(long id)
    {
        if (_last?.Id.Value == id) return _last;
        return _indexes.TryGetValue(id, out int index) ? _last = _states[index] : null;
    }

    public ReplicaState GetOrAdd(ReplicaId id)
    {
        if (Find(id.Value) is { } known) return known;
        var state = new ReplicaState(_states.Count, id, this);
        _states.Add(state);
        _indexes.Add(id.Value, state.Index);
        return state;
    }

    public OpId ToOpId(ElementId element) => new(_states[element.Replica].Id, element.Counter);

    /// <summary>Compares writers by their ids, which is the same on every replica, and not by their dense numbers.</summary>
    public int Compare(int left, int right) => left == right ? 0 : _states[left].Id.CompareTo(_states[right].Id);

    /// <summary>The total order of operations.</summary>
    public int Compare(Stamp left, Stamp right)
    {
        int order = left.Time.CompareTo(right.Time);
        if (order == 0) order = Compare(left.Replica, right.Replica);
        return order != 0 ? order : left.Counter.CompareTo(right.Counter);
    }

    /// <summary>Whether the author of one operation had seen another.</summary>
    public bool Saw(Stamp author, Stamp other) => author.Replica == other.Replica
        ? other.Counter <= author.Counter
        : _states[author.Replica].Knowledge.SeenAt(author.Counter, other.Replica) > other.Counter;

    /// <summary>Whether neither author had seen the other's operation.</summary>
    public bool AreConcurrent(Stamp left, Stamp right) => !Saw(left, right) && !Saw(right, left);
}
