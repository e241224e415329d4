namespace Notion.Crdt;

/// <summary>Marks, and switching them.</summary>
internal readonly ref partial struct OpApplier
{
    private void Mark(in DecodedOp op)
    {
        if (state.Marks.Count >= limits.MaxMarks)
            throw new CrdtException(CrdtErrorCode.LimitExceeded, $"The document would have more than {limits.MaxMarks} marks. Raise DecodeLimits.MaxMarks if that is meant.");
        var start = new MarkAnchor(Element(op.Target, op.Counter), (op.Length & UpdateDecoder.StartsAfter) != 0);
        MarkAnchor end = op.Other.IsOperation ? new MarkAnchor(Element(op.Other, op.Counter), (op.Length & UpdateDecoder.EndsAfter) != 0) : MarkAnchor.End;
        if (!state.Marks.IsRange(start, end)) throw Merger.Invalid("it marks what is no stretch of one text");
        var key = new MarkKey(Name(op.Text), op.Position.Equals(default) ? null : Name(op.Position));
        state.AddMark(StampOf(op), start, end, key, op.Value);
    }

    private void Switch(in DecodedOp op)
    {
        ElementId operation = Element(op.Target, op.Counter);
        if (state.Marks.Find(operation) is >= 0 and int mark) state.SwitchMark(mark, op.Length == 1, StampOf(op));
        else if (operation.Replica == replica.Index) state.NoteTakenBack(operation, op.Length == 0);
        else throw Merger.Invalid("it takes back what is somebody else's");
    }
}
