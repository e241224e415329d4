namespace Notion.Crdt;

/// <summary>What the operations say beyond that, in their total order.</summary>
internal sealed partial class HistoryCoder<TCoder>
{
    private readonly PositionSet _shown = new(history.Text.Count);

    private void CodeDetails()
    {
        int[] order = [.. Enumerable.Range(0, history.Changes.Count)];
        Array.Sort(order, (left, right) => _state.Replicas.Compare(StampOf(left), StampOf(right)));
        var writers = new Writer[history.Scope.Ends.Length];
        foreach (int at in order)
        {
            ref PackedChange change = ref history.Changes[at];
            ref Writer writer = ref writers[change.Replica];
            if (change.Kept >= 0)
            {
                for (int counter = change.First; counter < change.End;)
                {
                    int place = _text.Find(change.Replica, counter), run = _text.At(change.Replica, place);
                    if (run < 0 || _text[run].Counter >= change.End) break;
                    counter = Math.Max(counter, _text[run].Counter);
                    int stop = Math.Min(change.End, _text[run].End);
                    if (_text[run].IsText) _shown.AddRange(_text[run].Position + counter - _text[run].Counter, stop - counter);
                    counter = stop;
                }
                continue;
            }
            for (int i = change.FirstOp; i < change.OpEnd; i++)
            {
                ref PackedOp op = ref history.Ops[i];
                switch (op.Kind)
                {
                    case OpKind.Insert: Show(op, change.Replica, ref writer); break;
                    case OpKind.Erase: CodeErased(ref op, i, change, ref writer); break;
                }
            }
        }
    }

    private Stamp StampOf(int change) => new(history.Changes[change].Time, history.Changes[change].Replica, history.Changes[change].First);

    private void Show(in PackedOp op, int replica, ref Writer writer)
    {
        int place = op.Place;
        for (int counter = op.Counter, end = op.Counter + op.Count; counter < end; place++)
        {
            ref TextOrder.Run run = ref _text[_text.At(replica, place)];
            int stop = Math.Min(end, run.End), position = run.Position + counter - run.Counter;
            _shown.AddRange(position, stop - counter);
            writer.Cursor = position + stop - counter;
            counter = stop;
        }
        writer.Before = 0;
    }

    private struct Writer
    {
        public int Cursor;
        public int Before;
    }
}
