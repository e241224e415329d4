namespace Notion.Crdt;

/// <summary>Which characters were erased: mostly the one before the writer's last edit, or the one after it.</summary>
internal sealed partial class HistoryCoder<TCoder>
{
    private const int Typed = 0, ToTheLeft = 1, ToTheRight = 2, Elsewhere = 3;
    private const int FarthestTyping = 64, LongestRun = 255;

    private readonly BitModel[] _single = new BitModel[4 * 2];
    private readonly BitModel[] _left = new BitModel[64];
    private readonly BitModel[] _right = new BitModel[64];
    private readonly BitModel[] _guessed = new BitModel[3 * 2];
    private readonly BitModel[] _most = new BitModel[4];
    private readonly BitModel[] _often = new BitModel[2];
    private readonly NumberModel _distance = new(), _count = new(), _times = new();

    private void CodeErasure(ref PackedOp op, int index, in PackedChange change, ref Writer writer)
    {
        bool follows = index > change.FirstOp;
        bool single = Code(ref _single[(writer.Last * 2) + (follows ? 1 : 0)], op.Count == 1);
        int gap = writer.Place, left = _shown.Previous(gap), right = _shown.Next(gap);
        int context = (writer.Last << 4) | (follows ? 8 : 0) | (IsErased(left) ? 4 : 0) | (IsErased(right) ? 2 : 0) | (single ? 1 : 0);
        int first = -1, last = -1;
        if (!_reads)
        {
            first = _text.PositionOf(op.Target.Replica, op.Target.Counter);
            last = op.Count == 1 ? first : _text.PositionOf(op.Target.Replica, op.Target.Counter + op.Count - 1);
        }
        int where = left >= 0 && Code(ref _left[context], last == left) ? ToTheLeft
            : right >= 0 && Code(ref _right[context], first == right) ? ToTheRight
            : Elsewhere;
        int anchor = where == ToTheLeft ? left : where == ToTheRight ? right : CodeElsewhere(first, index, change, gap);
        ElementId element = _text.ElementAt(anchor);
        int count = single ? 1 : CodeErasedCount(op.Count, anchor, element, where);
        op.Count = count;
        op.Target = where == ToTheLeft ? element with { Counter = element.Counter - count + 1 } : element;
        op.Extra = CodeOften(ref _often[0], op.Extra);
        writer.Place = Mark(op, shown: false);
        writer.Last = where;
    }

    private void CodeRestoration(ref PackedOp op, ref Writer writer)
    {
        int first = _reads ? 0 : _text.PositionOf(op.Target.Replica, op.Target.Counter);
        op.Target = _text.ElementAt(CodeDistance(first, writer.Place));
        op.Count = 1 + (int)Math.Min(int.MaxValue - 1, _count.Code(ref _coder, (ulong)op.Count - 1));
        op.Extra = CodeOften(ref _often[1], op.Extra);
        writer.Place = Mark(op, shown: true);
        writer.Last = Elsewhere;
    }

    private int CodeElsewhere(int first, int index, in PackedChange change, int gap)
    {
        // Before the place where the writer types next: as many characters as are erased until then, or the one there, or the one before it.
        int typing = NextTyping(index, change, out int erasures), next = typing < 0 ? -1 : _shown.Next(typing), farthest = next;
        for (int i = 1; i < erasures && farthest >= 0; i++)
        {
            int further = _shown.Next(farthest + 1);
            if (!IsErased(further)) break;
            farthest = further;
        }
        int before = typing < 0 ? -1 : _shown.Previous(typing);
        if (farthest >= 0 && Code(ref _guessed[IsErased(farthest) ? 1 : 0], first == farthest)) return farthest;
        if (next >= 0 && next != farthest && Code(ref _guessed[IsErased(next) ? 3 : 2], first == next)) return next;
        if (before >= 0 && Code(ref _guessed[IsErased(before) ? 5 : 4], first == before)) return before;
        return CodeDistance(first, gap);
    }

    private int CodeDistance(int position, int from)
    {
        long coded = from + _distance.CodeSigned(ref _coder, (long)position - from);
        return coded >= 0 && coded < _text.Count ? (int)coded : throw Unreadable();
    }

    /// <summary>Where the writer types the next time, if it does nothing but erase until then.</summary>
    private int NextTyping(int index, in PackedChange change, out int erasures)
    {
        erasures = 0;
        for (int i = index, end = Math.Min(_opEnds[change.Replica], index + FarthestTyping); i < end; i++)
        {
            ref PackedOp op = ref history.Ops[i];
            if (op.Kind == OpKind.Insert) return _text.PositionOf(change.Replica, op.Counter);
            if (op.Kind != OpKind.Erase) break;
            erasures++;
        }
        return -1;
    }

    private int CodeErasedCount(int count, int anchor, ElementId element, int where)
    {
        int most = 1, step = where == ToTheLeft ? -1 : 1;
        for (int at = anchor; most < LongestRun; most++)
        {
            at = step < 0 ? _shown.Previous(at) : _shown.Next(at + 1);
            if (!IsErased(at) || _text.ElementAt(at) != element with { Counter = element.Counter + (step * most) }) break;
        }
        if (most > 1 && Code(ref _most[where], count == most)) return most;
        return 2 + (int)Math.Min(int.MaxValue - 2, _count.Code(ref _coder, (ulong)count - 2));
    }

    private int CodeOften(ref BitModel model, int extra) =>
        Code(ref model, extra > 0) ? 1 + (int)Math.Min(OpId.MaxCounter - 2, _times.Code(ref _coder, (ulong)extra - 1)) : 0;

    private bool IsErased(int position) => position >= 0 && _text.Erased.Contains(position);

    /// <summary>Shows or hides characters; returns the first's position.</summary>
    private int Mark(in PackedOp op, bool shown)
    {
        int place = _text.Find(op.Target.Replica, op.Target.Counter), first = -1;
        long end = (long)op.Target.Counter + op.Count;
        for (long counter = op.Target.Counter; counter < end; place++)
        {
            int run = _text.At(op.Target.Replica, place);
            if (counter < 0 || run < 0 || _text[run].Counter > counter || !_text[run].IsText) throw Unreadable();
            int stop = (int)Math.Min(end, _text[run].End), from = _text[run].Position + (int)counter - _text[run].Counter;
            if (first < 0) first = from;
            if (shown) _shown.AddRange(from, stop - (int)counter);
            else _shown.RemoveRange(from, stop - (int)counter);
            counter = stop;
        }
        return first;
    }
}
