namespace Notion.Crdt;

/// <summary>Builds the changes of a packed history again.</summary>
internal sealed class HistoryUnpacker
{
    private const int LeastChange = 6;                  // bytes: an array of four, a replica, a counter of more than a byte for all but a few, a time and an operation

    private readonly PackedHistory _history;
    private readonly ReadOnlyMemory<byte> _kept, _code;
    private readonly ChangeList[] _lists;
    private readonly List<(int Replica, int Change)> _order = [];
    private readonly long _budget;
    private readonly int _count;
    private ChangeBuilder? _builder;
    private long _bytes;

    /// <param name="columns">The history section.</param>
    /// <param name="scope">What it is about.</param>
    /// <param name="text">The text as it was when the section was written.</param>
    /// <param name="known">What the state told then.</param>
    /// <param name="budget">The most bytes that its changes may have.</param>
    public HistoryUnpacker(ColumnSet columns, PackedScope scope, TextOrder text, KnownOps known, long budget)
    {
        _budget = budget;
        _count = SnapshotReader.CountChanges(columns);
        if (_count > budget / LeastChange) throw TooLarge();
        _kept = columns.Get(SnapshotColumn.Changes);
        _code = columns.Get(SnapshotColumn.Operations);
        _history = new PackedHistory(scope, text, known)
        {
            Keys = new StringColumn(columns.Get(SnapshotColumn.HistoryKeys)),
            Strings = new StringColumn(columns.Get(SnapshotColumn.HistoryStrings)),
            MostChanges = _count,
            MostOps = budget / LeastChange,
        };
        _lists = new ChangeList[scope.Ends.Length];
        for (int i = 0; i < _lists.Length; i++) _lists[i] = new ChangeList();
    }

    /// <summary>The changes of each replica, by dense number, and all of them in their total order.</summary>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.MalformedUpdate"/> or <see cref="CrdtErrorCode.LimitExceeded"/>.</exception>
    public (ChangeList[] Changes, List<(int Replica, int Change)> Order) Unpack()
    {
        if (!_kept.IsEmpty) _history.Kept.Decode(_kept.Span);
        if (_code.IsEmpty && _history.Kept.Changes.Count != _count) throw Unreadable();
        _builder = new ChangeBuilder(_history);
        new HistoryCoder<RangeDecoder>(new RangeDecoder(_code), _history, Add).Run();
        if (_order.Count != _count || !_history.Keys.AtEnd || !_history.Strings.AtEnd) throw Unreadable();
        return (_lists, _order);
    }

    private void Add(int at)
    {
        ref PackedChange change = ref _history.Changes[at];
        ChangeList list = _lists[change.Replica];
        HlcTimestamp before = list.Count > 0 ? list.Time(list.Count - 1) : _history.Scope.Cut[_history.Scope.State.Replicas[change.Replica].Id].Time;
        ReadOnlySpan<byte> bytes = change.Kept >= 0
            ? _kept.Span[_history.Kept.Changes[change.Kept].Start.._history.Kept.Changes[change.Kept].ByteEnd]
            : _builder!.Build(change, before);
        _bytes += bytes.Length;
        if (_bytes > _budget) throw TooLarge();
        _order.Add((change.Replica, list.Count));
        list.Add(change.First, change.Time, bytes);
    }

    private CrdtException TooLarge() =>
        new(CrdtErrorCode.LimitExceeded, $"The history unpacks to more than {_budget} bytes. Raise DecodeLimits.MaxBytes if that is meant.");

    private static CrdtException Unreadable() => SnapshotReader.Malformed("its history section is not in order");
}
