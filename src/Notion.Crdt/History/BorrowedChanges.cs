namespace Notion.Crdt;

/// <summary>The changes of a view of the past: they stay with the document that it shows until somebody asks the view for them.</summary>
internal sealed class BorrowedChanges : ChangeArchive
{
    private readonly DocumentState _origin;
    private readonly VersionVector _version;
    private readonly HistoryCut _cut;
    private bool _lent = true;

    /// <param name="origin">Whose changes they are. It may grow; what is borrowed stays as it is.</param>
    /// <param name="version">Those up to this version, which is closed.</param>
    /// <param name="count">How many these are.</param>
    public BorrowedChanges(DocumentState origin, VersionVector version, int count)
    {
        _origin = origin;
        _version = version;
        _cut = origin.Cut;
        Count = count;
    }

    public override bool Holds(ReplicaState replica, int counter) => _lent;

    public override bool IsKnownTo(DocumentState state, VersionVector version) => !_lent;

    public override void Unpack(DocumentState state)
    {
        if (!_lent) return;
        if (_origin.Cut != _cut) throw _origin.Cut.Trimmed("The changes of this view went when the document that it shows was compacted");
        _lent = false;
        _origin.Archive.Unpack(_origin);
        var ends = new int[_origin.Replicas.Count];
        for (int i = 0; i < ends.Length; i++) ends[i] = _version[_origin.Replicas[i].Id];
        foreach ((int replica, int change) in _origin.History)
        {
            ChangeList from = _origin.Replicas[replica].Changes;
            if (from.FirstCounter(change) >= ends[replica]) continue;
            ReplicaState own = state.Replicas.GetOrAdd(_origin.Replicas[replica].Id);
            state.History.Add((own.Index, own.Changes.Count));
            own.Changes.Add(from.FirstCounter(change), from.Time(change), from.Change(change));
        }
        Count = 0;
    }

    public override HlcTimestamp TimeOf(DocumentState state, ReplicaState replica, int counter)
    {
        if (!_lent) return replica.Changes.TimeOf(counter);
        ReplicaState origin = _origin.Replicas.Find(replica.Id.Value)!;
        return _origin.TimeBefore(origin, counter + 1);
    }
}
