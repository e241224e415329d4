namespace Notion.Crdt;

/// <summary>What the operations say beyond that, in their total order.</summary>
internal sealed partial class HistoryCoder<TCoder>
{
    private readonly PositionSet _shown = new(history.Text.Count);
    private readonly int[] _opEnds = new int[history.Scope.Ends.Length];

    private void CodeDetails()
    {
        int[] order = InOrder();
        foreach (PackedChange change in history.Changes) _opEnds[change.Replica] = change.OpEnd;
        foreach (ReplicaState replica in history.Scope.Replicas) ShowAll(replica.Index, 0, history.Scope.Starts[replica.Index]);
        var writers = new Writer[history.Scope.Ends.Length];
        foreach (int at in order)
        {
            ref PackedChange change = ref history.Changes[at];
            if (change.Kept >= 0) ShowAll(change.Replica, change.First, change.End);
            for (int i = change.FirstOp; i < change.OpEnd; i++) CodeDetails(ref history.Ops[i], i, change, ref writers[change.Replica]);
            made?.Invoke(at);
        }
    }

    /// <summary>The changes in their total order. Those of one replica are in it already.</summary>
    private int[] InOrder()
    {
        int[] order = new int[history.Changes.Count];
        var next = new PriorityQueue<int, Stamp>(Comparer<Stamp>.Create(_state.Replicas.Compare));
        for (int at = 0; at < order.Length; at++)
            if (at == 0 || history.Changes[at].Replica != history.Changes[at - 1].Replica) next.Enqueue(at, StampOf(at));
        for (int i = 0; next.TryDequeue(out int at, out _);)
        {
            int replica = history.Changes[at].Replica;
            do order[i++] = at++;
            while (at < order.Length && history.Changes[at].Replica == replica && (!next.TryPeek(out _, out Stamp other) || _state.Replicas.Compare(StampOf(at), other) < 0));
            if (at < order.Length && history.Changes[at].Replica == replica) next.Enqueue(at, StampOf(at));
        }
        return order;
    }

    private Stamp StampOf(int change) => new(history.Changes[change].Time, history.Changes[change].Replica, history.Changes[change].First);

    private void CodeDetails(ref PackedOp op, int index, in PackedChange change, ref Writer writer)
    {
        switch (op.Kind)
        {
            case OpKind.Insert: Show(op, change.Replica, ref writer); break;
            case OpKind.Erase: CodeErasure(ref op, index, change, ref writer); break;
            case OpKind.Restore: CodeRestoration(ref op, ref writer); break;
            case OpKind.Switch: CodeSwitch(ref op, ref writer); break;
            case OpKind.Create or OpKind.Split:
                BlockNode block = history.Known.Of(change.Replica)[op.Place].Block;
                if (history.Known.TypeOf(block) is null) CodeValue(ref op, ref writer, block);
                break;
            default:
                if (!op.Known) CodeValue(ref op, ref writer, null);
                break;
        }
    }

    private void Show(in PackedOp op, int replica, ref Writer writer)
    {
        int place = op.Place;
        for (int counter = op.Counter, end = op.Counter + op.Count; counter < end; place++)
        {
            ref TextOrder.Run run = ref _text[_text.At(replica, place)];
            int stop = Math.Min(end, run.End), position = run.Position + counter - run.Counter;
            _shown.AddRange(position, stop - counter);
            writer.Place = position + stop - counter;
            counter = stop;
        }
        writer.Last = Typed;
    }

    /// <summary>Shows all characters with some counters: those of a change that is kept as its bytes.</summary>
    private void ShowAll(int replica, int first, int end)
    {
        for (int place = _text.Find(replica, first); ; place++)
        {
            int run = _text.At(replica, place);
            if (run < 0 || _text[run].Counter >= end) return;
            int from = Math.Max(first, _text[run].Counter), stop = Math.Min(end, _text[run].End);
            if (_text[run].IsText) _shown.AddRange(_text[run].Position + from - _text[run].Counter, stop - from);
        }
    }

    /// <summary>What is remembered of one replica.</summary>
    private struct Writer
    {
        /// <summary>The position before which, and where its last edit in the text was.</summary>
        public int Place;

        public int Last;

        public int Block;
    }
}
