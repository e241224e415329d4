namespace Notion.Crdt;

/// <summary>Which operations there are, and which of them make a change.</summary>
internal sealed partial class HistoryCoder<TCoder>
{
    private static readonly OpKind[] UntoldKinds =
        [OpKind.Erase, OpKind.Restore, OpKind.SetProperty, OpKind.SetType, OpKind.SwitchMark, OpKind.AddToSet, OpKind.RemoveFromSet, OpKind.Increment];

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
            int end = history.Scope.Ends[replica.Index], counter = 0;
            var walk = new Walk(history, replica.Index);
            int[] bounds = BoundsOf(replica, end);
            int bound = 0, single = 0, lastUntold = 0, wasOne = 0, wasAll = 0;
            while (counter < end)
            {
                int nextKept = kept < history.Kept.Changes.Count && history.Kept.Changes[kept].Replica == replica.Id ? history.Kept.Changes[kept].FirstCounter : end;
                if (nextKept == counter)
                {
                    AddKept(replica.Index, kept);
                    counter = history.Kept.Changes[kept++].End;
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
                    if (walk.Known >= 0)
                    {
                        ref readonly KnownOps.Entry entry = ref walk.Entry;
                        (op.Kind, op.Place, op.Known) = (entry.Kind, walk.Known, true);
                        time = entry.Stamp.Time;
                        counter++;
                        kind = 1;
                    }
                    else if (walk.Chain > counter)
                    {
                        op.Kind = OpKind.Insert;
                        op.Place = walk.Place;
                        int chain = Math.Min(walk.Chain, limit) - counter;
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
                        int at = reads ? 0 : Array.IndexOf(UntoldKinds, op.Kind), node = 1;
                        for (int i = 2; i >= 0; i--) node = (node << 1) | _coder.Code(ref _untold[(lastUntold << 3) | node], (at >> i) & 1);
                        lastUntold = node & 7;
                        op.Kind = UntoldKinds[lastUntold];
                        counter++;
                        kind = lastUntold < 2 ? 2 : 3;
                    }
                    if (counter == limit) break;

                    walk.Seek(counter);
                    int next = walk.Known >= 0 ? 1 : walk.Chain > counter ? 0 : 2;
                    if (next == 0 && kind == 0 && walk.Goes(counter)) next = 3;
                    int same = walk.Known < 0 || time == default ? 0 : walk.Entry.Stamp.Time == time ? 1 : 2;
                    int context = (((((((kind * 4) + next) * 4) + Math.Min(ops, 3)) * 2) + single) * 3) + same;
                    isLast = Code(ref _last[context], counter == change.End);
                }
                if (reads)
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
        if (!reads) return ref history.Changes[_change++];
        _change++;
        return ref history.Changes.Add();
    }

    private ref PackedOp NextOp()
    {
        if (!reads) return ref history.Ops[_op++];
        _op++;
        return ref history.Ops.Add();
    }

    private void AddKept(int replica, int kept)
    {
        ref PackedChange change = ref NextChange();
        if (!reads) return;
        DecodedChange decoded = history.Kept.Changes[kept];
        change = new PackedChange { Replica = replica, First = decoded.FirstCounter, End = decoded.End, FirstOp = _op, OpEnd = _op, Kept = kept };
    }

    private bool Code(ref BitModel model, bool value) => _coder.Code(ref model, value ? 1 : 0) == 1;

    /// <summary>The counters at which a change must begin, because the state says of them that their author had newly seen something, or was a new one.</summary>
    public static int[] BoundsOf(ReplicaState replica, int end)
    {
        var bounds = new SortedSet<int>();
        foreach ((int _, IReadOnlyList<Knowledge.Step> steps) in replica.Knowledge.Others)
            foreach (Knowledge.Step step in steps) if (step.Own < end) bounds.Add(step.Own);
        foreach (AuthorSteps.Step step in replica.Authors.Steps) if (step.Counter < end) bounds.Add(step.Counter);
        return [.. bounds];
    }

    private static CrdtException Unreadable() => SnapshotReader.Malformed("its history section is not in order");

    /// <summary>What the state knows of a replica's counters, from the first to the last.</summary>
    internal ref struct Walk(PackedHistory history, int replica)
    {
        private readonly ReadOnlySpan<KnownOps.Entry> _entries = history.Known.Of(replica);
        private int _entry;

        /// <summary>The known operation at the counter, or -1.</summary>
        public int Known { get; private set; }

        public readonly ref readonly KnownOps.Entry Entry => ref _entries[_entry];

        /// <summary>The place of the first run that ends after the counter.</summary>
        public int Place { get; private set; }

        /// <summary>Where the text that goes on from the counter ends; 0 where there is no text.</summary>
        public int Chain { get; private set; }

        public void Seek(int counter)
        {
            while (_entry < _entries.Length && _entries[_entry].Counter < counter) _entry++;
            Known = _entry < _entries.Length && _entries[_entry].Counter == counter ? _entry : -1;
            int run = history.Text.At(replica, Place);
            while (run >= 0 && history.Text[run].End <= counter) run = history.Text.At(replica, ++Place);
            Chain = run >= 0 && history.Text[run].Counter <= counter && history.Text[run].IsText ? history.Text[run].ChainEnd : 0;
        }

        /// <summary>Whether the text at the counter goes on where the character before it was inserted.</summary>
        public readonly bool Goes(int counter)
        {
            int run = history.Text.At(replica, Place);
            ref TextOrder.Run item = ref history.Text[run];
            if (item.Counter < counter) return true;
            if (Place == 0) return false;
            ref TextOrder.Run before = ref history.Text[history.Text.At(replica, Place - 1)];
            return before.IsText && before.ChainEnd > counter;
        }
    }
}
