namespace Notion.Crdt;

internal sealed partial class HistoryCoder<TCoder>
{
    private readonly BitModel[] _single = new BitModel[64];
    private readonly BitModel[] _where = new BitModel[1024];
    private readonly BitModel[] _most = new BitModel[16];
    private readonly NumberModel _erasedCount = new(), _distanceDown = new(), _distanceUp = new(), _back = new();
    private readonly BitModel[] _explicit = new BitModel[16];

    public static int[] Stats = new int[16];

    private void CodeErased(ref PackedOp op, int index, in PackedChange change, ref Writer writer)
    {
        bool sameChange = index > change.FirstOp;
        int last = writer.Before;                       // 0 typed, 1 erased to the left, 2 to the right, 3 elsewhere
        bool single = Code(ref _single[last * 2 + (sameChange ? 1 : 0)], op.Count == 1);
        int gap = writer.Cursor, left = _shown.Previous(gap), right = _shown.Next(gap);
        bool doomedLeft = left >= 0 && _text.Erased.Contains(left), doomedRight = right >= 0 && _text.Erased.Contains(right);
        int context = (((((last * 2) + (sameChange ? 1 : 0)) * 2 + (doomedLeft ? 1 : 0)) * 2 + (doomedRight ? 1 : 0)) * 2 + (single ? 1 : 0)) * 8;
        int first = _text.PositionOf(op.Target.Replica, op.Target.Counter);
        int final = _text.PositionOf(op.Target.Replica, op.Target.Counter + op.Count - 1);
        bool isLeft = Code(ref _where[context], final == left);
        int where;
        if (isLeft) where = 1;
        else if (Code(ref _where[context + 1], first == right)) where = 2;
        else where = 3;
        Stats[where]++;
        if (where == 3)
        {
            // the next typing
            int g = NextTyping(index, change, out int erasures);
            int t = -1;
            if (g >= 0)
            {
                t = _shown.Next(g);
                for (int i = 1; i < Math.Min(erasures, 64) && t >= 0; i++)
                {
                    int n = _shown.Next(t + 1);
                    if (n < 0 || !_text.Erased.Contains(n)) break;
                    t = n;
                }
            }
            int u = g < 0 ? -1 : _shown.Next(g), v = g < 0 ? -1 : _shown.Previous(g);
            int hit = first == t ? 0 : first == u ? 1 : first == v ? 2 : 3;
            Stats[4 + hit]++;
            if (Code(ref _where[512 + (t >= 0 && _text.Erased.Contains(t) ? 1 : 0)], hit == 0)) { }
            else if (Code(ref _where[514 + (u >= 0 && _text.Erased.Contains(u) ? 1 : 0)], hit == 1)) { }
            else if (Code(ref _where[516 + (v >= 0 && _text.Erased.Contains(v) ? 1 : 0)], hit == 2)) { }
            else
            {
                bool doomed = _shown.Contains(first) && _text.Erased.Contains(first);
                Code(ref _explicit[0], doomed);
                // distance in doomed ones
                int d = 0;
                if (doomed)
                {
                    bool up = first >= gap;
                    Code(ref _explicit[1], up);
                    if (up) { for (int p = _shown.Next(gap); p >= 0 && p < first; p = _shown.Next(p + 1)) if (_text.Erased.Contains(p)) d++; }
                    else { for (int p = _shown.Next(first + 1); p >= 0 && p < gap; p = _shown.Next(p + 1)) if (_text.Erased.Contains(p)) d++; }
                    (up ? _distanceUp : _distanceDown).Code(ref _coder, (ulong)d);
                }
                else
                {
                    Stats[8]++;
                    _back.CodeSigned(ref _coder, op.Counter - op.Target.Counter);
                }
            }
        }
        if (!single)
        {
            int most = 1;
            // how far erased ones go on from there
            int p = where == 1 ? left : where == 2 ? right : first;
            ElementId e = _text.ElementAt(p);
            int step = where == 1 ? -1 : 1;
            for (; most < 255; most++)
            {
                int q = step < 0 ? _shown.Previous(p) : _shown.Next(p + 1);
                if (q < 0 || !_text.Erased.Contains(q) || _text.ElementAt(q) != e with { Counter = e.Counter + (step * most) }) break;
                p = q;
            }
            if (most > 1 && Code(ref _most[last], op.Count == most)) { }
            else _erasedCount.Code(ref _coder, (ulong)op.Count - 2);
            Stats[9]++;
            if (op.Count == most) Stats[10]++;
        }
        for (int c = op.Target.Counter; c < op.Target.Counter + op.Count; c++)
        {
            int p = _text.PositionOf(op.Target.Replica, c);
            _shown.Remove(p);
            writer.Cursor = p;
        }
        writer.Before = where;
    }

    private int NextTyping(int index, in PackedChange change, out int erasures)
    {
        erasures = 0;
        for (int i = index; i < Math.Min(history.Ops.Count, index + 64); i++)
        {
            ref PackedOp op = ref history.Ops[i];
            if (op.Kind == OpKind.Erase) erasures++;
            else if (op.Kind == OpKind.Insert && op.Counter > change.First) return _text.PositionOf(change.Replica, op.Counter);
            else break;
        }
        return -1;
    }
}
