namespace Notion.Crdt;

/// <summary>Packs the changes of a document. A change whose bytes are not those that would be built of it again is kept as it is: from another writer, or a later version.</summary>
internal sealed class HistoryPacker
{
    private readonly DocumentState _state;
    private readonly PackedHistory _history;
    private readonly ChangeBuilder _builder;
    private readonly UpdateDecoder _decoder = new();
    private MessagePackSpanWriter _kept = new(256);
    private int _keptCount;

    private HistoryPacker(DocumentState state, HistoryCut cut)
    {
        state.RequireErasedText();
        _state = state;
        var scope = new PackedScope(state, cut, PackedScope.EndsOf(state));
        _history = new PackedHistory(scope, new TextOrder(scope, []), new KnownOps(scope, []));
        _builder = new ChangeBuilder(_history);
    }

    /// <summary>Adds the columns of a document's changes from a cut on; its archive is unpacked.</summary>
    public static void Pack(ColumnSet columns, DocumentState state, HistoryCut cut) => new HistoryPacker(state, cut).Pack(columns);

    private void Pack(ColumnSet columns)
    {
        int count = _history.Scope.Replicas.Sum(replica => replica.Changes.Count);
        _history.Changes.Reserve(count);
        _history.Ops.Reserve(count);                    // most changes have one
        foreach (ReplicaState replica in _history.Scope.Replicas) Add(replica);
        if (_history.Changes.Count == 0) return;
        var changes = new ColumnWriter();
        changes.Write(_history.Changes.Count);
        columns.Add(SnapshotColumn.ChangeCount, changes.Written);
        if (_keptCount > 0)
        {
            var kept = new MessagePackSpanWriter(_kept.Length + 16);
            kept.WriteArrayHeader(_keptCount + 1);
            kept.WriteInteger(UpdateDecoder.FormatVersion);
            kept.WriteRaw(_kept.Written);
            columns.Add(SnapshotColumn.Changes, kept.Written);
            _history.Kept.Decode(kept.Written);
        }
        if (_keptCount == _history.Changes.Count) return;
        var coder = new HistoryCoder<RangeEncoder>(new RangeEncoder(), _history, null);
        coder.Run();
        // A byte at least: a column that is empty is left out, and one that is missing says that all changes are kept.
        ReadOnlySpan<byte> code = coder.Coder.Finish();
        columns.Add(SnapshotColumn.Operations, code.IsEmpty ? [0] : code);
        columns.Add(SnapshotColumn.HistoryKeys, _history.Keys.Written);
        columns.Add(SnapshotColumn.HistoryStrings, _history.Strings.Written);
    }

    private void Add(ReplicaState replica)
    {
        var steps = new ReplicaSteps(_state.Replicas, replica, replica.End);
        var walk = new StateWalk(_history, replica.Index);
        ChangeList changes = replica.Changes;
        HlcTimestamp before = _history.Scope.Cut[replica.Id].Time;
        int start = _history.Scope.Starts[replica.Index], bound = 0;
        for (int i = changes.IndexFrom(start); i < changes.Count; i++)
        {
            _decoder.Decode(changes.Update(i).Span);
            DecodedChange decoded = _decoder.Changes[0];
            while (bound < steps.Bounds.Length && steps.Bounds[bound] <= decoded.FirstCounter) bound++;
            ref PackedChange change = ref _history.Changes.Add();
            int ops = _history.Ops.Count, values = _history.Values.Count;
            change = new PackedChange { Replica = replica.Index, First = decoded.FirstCounter, End = decoded.End, Time = changes.Time(i), FirstOp = ops, Kept = -1 };
            bool fits = bound == steps.Bounds.Length || steps.Bounds[bound] >= decoded.End;
            for (int op = 0; op < _decoder.Ops.Count && fits; op++) fits = TryAdd(_decoder.Ops[op], ref walk, changes.Update(i).Span);
            change.OpEnd = _history.Ops.Count;
            if (!fits || !_builder.Build(change, before).SequenceEqual(changes.Change(i)))
            {
                _history.Ops.Truncate(ops);
                _history.Values.RemoveRange(values, _history.Values.Count - values);
                change.OpEnd = ops;
                change.Kept = _keptCount++;
                _kept.WriteRaw(changes.Change(i));
            }
            before = change.Time;
        }
    }

    /// <summary>Takes an operation apart; false where the state tells otherwise of it, or it is of a kind from later versions.</summary>
    private bool TryAdd(in DecodedOp decoded, ref StateWalk walk, ReadOnlySpan<byte> update)
    {
        walk.Seek(decoded.Counter);
        ref PackedOp op = ref _history.Ops.Add();
        op.Kind = decoded.Kind;
        op.Counter = decoded.Counter;
        if (walk.IsKnown)
        {
            if (walk.Entry.Kind != decoded.Kind) return false;
            op.Known = true;
            op.Place = walk.Known;
            if (decoded.Kind is not (OpKind.Create or OpKind.Split) || _history.Known.TypeOf(walk.Entry.Block) is not null) return true;
            return AddValue(ref op, walk.Entry.Block, BlockValues.TypeKey, System.Text.Encoding.UTF8.GetString(update[decoded.Text]));
        }
        if (walk.IsText)
        {
            op.Place = walk.Place;
            op.Count = decoded.Counters;
            return decoded.Kind == OpKind.Insert && decoded.Counter + decoded.Counters <= walk.TextEnd;
        }
        switch (decoded.Kind)
        {
            case OpKind.Erase or OpKind.Restore:
                op.Target = ElementOf(decoded.Target);
                op.Count = decoded.Length;
                op.Extra = decoded.Times - 1;
                return op.Target.Replica >= 0 && _history.Text.AreCharacters(op.Target, op.Count);
            case OpKind.Switch:
                op.Target = ElementOf(decoded.Target);
                op.Extra = decoded.Length;
                return op.Target.Replica >= 0;
            case OpKind.SetProperty or OpKind.SetType or OpKind.AddToSet or OpKind.RemoveFromSet or OpKind.Increment:
                BlockNode? block = decoded.Target == Ref.Root ? _state.Blocks.Root : ElementOf(decoded.Target) is { Replica: >= 0 } made ? _state.FindBlock(made) : null;
                string text = System.Text.Encoding.UTF8.GetString(update[decoded.Text]);
                return block is not null && (decoded.Kind == OpKind.SetType ? AddValue(ref op, block, BlockValues.TypeKey, text) : AddValue(ref op, block, text, decoded.Value));
            default:
                return false;
        }
    }

    private bool AddValue(ref PackedOp op, BlockNode block, string key, PropertyValue value)
    {
        _history.Values.Add(new PackedValue(block, key, value));
        op.Value = _history.Values.Count;
        return true;
    }

    private ElementId ElementOf(Ref reference)
    {
        ReplicaState? replica = reference.IsOperation ? _state.Replicas.Find(reference.Replica) : null;
        return new ElementId(replica is null || replica.End <= reference.Counter ? -1 : replica.Index, reference.Counter);
    }
}
