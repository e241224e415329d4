namespace Notion.Crdt;

/// <summary>The history section of a snapshot, packed until somebody asks for a change in it: opening a document does not cost its past.</summary>
internal class ChangeArchive
{
    private readonly List<(BlockNode Block, PropertyRegister Register)> _displaced = [];
    private readonly List<(ElementId First, int Count)> _flips = [];
    private readonly int[] _ends = [];
    private readonly long _budget;
    private ColumnSet? _columns;

    public ChangeArchive()
    {
    }

    /// <param name="columns">The history section.</param>
    /// <param name="count">How many changes it holds.</param>
    /// <param name="state">The document, as the snapshot says. The history is told by what the document held then, so what changes of that is kept until it is unpacked.</param>
    /// <param name="budget">The most bytes that it may unpack to.</param>
    public ChangeArchive(ColumnSet columns, int count, DocumentState state, long budget)
    {
        _columns = columns;
        _ends = PackedScope.EndsOf(state);
        _budget = budget;
        Count = count;
        state.Sequences.Flips = _flips;
    }

    /// <summary>The section, as long as it is packed.</summary>
    public ColumnSet? Packed => _columns;

    /// <summary>How many changes are still packed.</summary>
    public int Count { get; protected set; }

    /// <summary>Whether the change with a counter of a replica is in it, packed.</summary>
    public virtual bool Holds(ReplicaState replica, int counter) => _columns is not null && replica.Index < _ends.Length && counter < _ends[replica.Index];

    /// <summary>Whether a version has all that is packed in it: then it need not be unpacked to tell what the version lacks.</summary>
    public virtual bool IsKnownTo(DocumentState state, VersionVector version)
    {
        if (_columns is null) return true;
        for (int i = 0; i < _ends.Length; i++)
            if (version[state.Replicas[i].Id] < _ends[i]) return false;
        return true;
    }

    /// <summary>Enters the packed changes in the history, before those that came since.</summary>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.MalformedUpdate"/>: the section is not what its snapshot's checksum was made of by this library.</exception>
    public virtual void Unpack(DocumentState state)
    {
        if (_columns is null) return;
        state.RequireErasedText();
        var scope = new PackedScope(state, state.Cut, _ends);
        var known = new KnownOps(scope, _displaced);
        (ChangeList[] lists, List<(int Replica, int Change)> order) = new HistoryUnpacker(_columns, scope, new TextOrder(scope, _flips), known, _budget).Unpack();
        Array.Resize(ref lists, state.Replicas.Count);
        for (int i = _ends.Length; i < lists.Length; i++) lists[i] = new ChangeList();
        int[] archived = Array.ConvertAll(lists, list => list.Count);
        foreach ((int replica, int change) in state.History) order.Add((replica, archived[replica] + change));
        for (int i = 0; i < lists.Length; i++)
        {
            ChangeList newer = state.Replicas[i].Changes;
            for (int change = 0; change < newer.Count; change++) lists[i].Add(newer.FirstCounter(change), newer.Time(change), newer.Change(change));
            state.Replicas[i].Changes = lists[i];
        }
        state.History.Clear();
        state.History.AddRange(order);
        _columns = null;
        Count = 0;
        state.Sequences.Flips = null;
        _displaced.Clear();
    }

    /// <summary>Keeps a value that the state told when the snapshot was written, and that is overwritten now.</summary>
    public void Keep(BlockNode block, PropertyRegister register)
    {
        if (_columns is not null && register.Stamp.Replica < _ends.Length && register.Stamp.Counter < _ends[register.Stamp.Replica]) _displaced.Add((block, register));
    }

    /// <summary>Timestamp of the change that holds a counter.</summary>
    public virtual HlcTimestamp TimeOf(DocumentState state, ReplicaState replica, int counter)
    {
        if (Holds(replica, counter)) Unpack(state);
        return replica.Changes.TimeOf(counter);
    }
}
