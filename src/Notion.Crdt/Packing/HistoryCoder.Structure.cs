namespace Notion.Crdt;

/// <summary>Which operations there are, and which of them make a change.</summary>
internal sealed partial class HistoryCoder<TCoder>
{
    private static readonly OpKind[] UntoldKinds =
        [OpKind.Erase, OpKind.Restore, OpKind.SetProperty, OpKind.SetType, OpKind.Switch, OpKind.AddToSet, OpKind.RemoveFromSet, OpKind.Increment];

    private readonly BitModel[] _untold = new BitModel[8 * 8];
    private readonly BitModel[] _inserted = new BitModel[2 * 2];
    private readonly NumberModel _insertedCount = new();
    private readonly BitModel[] _last = new BitModel[4 * 4 * 4 * 2 * 3];

    private int _change, _op;

    private void CodeStructure()
    {
        int kept = 0;
        foreach (ReplicaState replica in history.Scope.Replicas)
        {
            int end = history.Scope.Ends[replica.Index], counter = history.Scope.Starts[replica.Index];
            var walk = new StateWalk(history, replica.Index);
            int[] bounds = _steps[replica.Index].Bounds;
            int bound = 0, single = 0, lastUntold = 0, wasOne = 0, wasAll = 0;
            while (counter < end)
            {
                int nextKept = kept < history.Kept.Changes.Count && history.Kept.Changes[kept].Replica == replica.Id ? history.Kept.Changes[kept].FirstCounter : end;
                if (nextKept == counter)
                {
                    AddKept(replica.Index, kept);
                    counter = history.Kept.Changes[kept++].End;
                    if (counter > end) throw Unreadable();
                    continue;
                }
                if (nextKept < counter) throw Unreadable();
                while (bound < bounds.Length && bounds[bound] <= counter) bound++;
                int limit = Math.Min(bound < bounds.Length ? bounds[bound] : end, nextKept);
                ref PackedChange change = ref NextChange();
                (change.Replica, change.First, change.Kept, change.FirstOp) = (replica.Index, counter, -1, _op);
                bool isLast = false;
                HlcTimestamp time = default;
                for (int ops = 0; !isLast; ops++)
                {
                    ref PackedOp op = ref NextOp();
                    op.Counter = counter;
                    walk.Seek(counter);
                    int kind;
                    if (walk.IsKnown)
                    {
                        ref readonly KnownOps.Entry entry = ref walk.Entry;
                        (op.Kind, op.Place, op.Known) = (entry.Kind, walk.Known, true);
                        time = entry.Stamp.Time;
                        counter++;
                        kind = 1;
                    }
                    else if (walk.IsText)
                    {
                        op.Kind = OpKind.Insert;
                        op.Place = walk.Place;
                        int chain = Math.Min(walk.TextEnd, limit) - counter;
                        if (chain > 1)
                        {
                            bool one = Code(ref _inserted[wasOne], op.Count == 1);
                            wasOne = one ? 1 : 0;
                            if (one)
                            {
                                op.Count = 1;
                            }
                            else
                            {
                                bool all = chain == 2 || Code(ref _inserted[2 + wasAll], op.Count == chain);
                                wasAll = all ? 1 : 0;
                                op.Count = all ? chain : 2 + (int)Math.Min(int.MaxValue - 2, _insertedCount.Code(ref _coder, (ulong)op.Count - 2));
                                if (op.Count > chain) throw Unreadable();
                            }
                        }
                        else
                        {
                            op.Count = 1;
                        }
                        counter += op.Count;
                        kind = 0;
                    }
                    else
                    {
                        int at = _reads ? 0 : Array.IndexOf(UntoldKinds, op.Kind), node = 1;
                        for (int i = 2; i >= 0; i--) node = (node << 1) | _coder.Code(ref _untold[(lastUntold << 3) | node], (at >> i) & 1);
                        lastUntold = node & 7;
                        op.Kind = UntoldKinds[lastUntold];
                        counter++;
                        kind = lastUntold < 2 ? 2 : 3;
                    }
                    if (counter == limit) break;

                    walk.Seek(counter);
                    int next = walk.IsKnown ? 1 : walk.IsText ? 0 : 2;
                    if (next == 0 && kind == 0 && walk.GoesOn(counter)) next = 3;
                    int same = !walk.IsKnown || time == default ? 0 : walk.Entry.Stamp.Time == time ? 1 : 2;
                    int context = (((((((kind * 4) + next) * 4) + Math.Min(ops, 3)) * 2) + single) * 3) + same;
                    isLast = Code(ref _last[context], counter == change.End);
                }
                if (_reads)
                {
                    change.End = counter;
                    change.OpEnd = _op;
                }
                single = change.OpEnd - change.FirstOp == 1 ? 1 : 0;
            }
        }
    }

    private ref PackedChange NextChange()
    {
        if (!_reads) return ref history.Changes[_change++];
        if (++_change > history.MostChanges) throw Unreadable();
        return ref history.Changes.Add();
    }

    private ref PackedOp NextOp()
    {
        if (!_reads) return ref history.Ops[_op++];
        if (++_op > history.MostOps)
            throw new CrdtException(CrdtErrorCode.LimitExceeded, $"The history has more than {history.MostOps} operations. Raise DecodeLimits.MaxBytes if that is meant.");
        return ref history.Ops.Add();
    }

    private void AddKept(int replica, int kept)
    {
        ref PackedChange change = ref NextChange();
        if (!_reads) return;
        DecodedChange decoded = history.Kept.Changes[kept];
        change = new PackedChange { Replica = replica, First = decoded.FirstCounter, End = decoded.End, FirstOp = _op, OpEnd = _op, Kept = kept };
    }

    private bool Code(ref BitModel model, bool value) => _coder.Code(ref model, value ? 1 : 0) == 1;

    private static CrdtException Unreadable() => SnapshotReader.Malformed("its history section is not in order");
}
