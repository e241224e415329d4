namespace Notion.Crdt;

/// <summary>The column of marks.</summary>
internal sealed partial class StateColumns
{
    /// <summary>In the form of a mark: where it starts and ends, and whether it was ever switched, and is off.</summary>
    public const int StartsAfter = 1, EndsAfter = 2, ToTheEnd = 4, WasSwitched = 8, IsSwitchedOff = 16;

    private ColumnWriter WriteMarks()
    {
        var column = new ColumnWriter();
        if (_state.Marks.Count == 0) return column;
        column.Write(_state.Marks.Count);
        int before = 0, switchedBefore = 0;
        foreach (int number in _state.Marks.InOrder())
        {
            ref Mark mark = ref _state.Marks[number];
            MarkKey key = _state.Marks.KeyOf(number);
            bool switched = mark.Switched != mark.Stamp;
            WriteStamp(ref column, mark.Stamp, ref before);
            column.Write((mark.Start.After ? StartsAfter : 0) | (mark.End.After ? EndsAfter : 0) | (mark.End.IsEnd ? ToTheEnd : 0)
                | (switched ? WasSwitched : 0) | (mark.IsOff ? IsSwitchedOff : 0));
            WriteName(ref column, key.Type);
            WriteName(ref column, key.Id);
            WriteValue(ref column, mark.Value);
            WriteElement(ref column, mark.Start.Element, mark.Stamp);
            if (!mark.End.IsEnd) WriteElement(ref column, mark.End.Element, mark.Stamp);
            if (switched) WriteStamp(ref column, mark.Switched, ref switchedBefore);
        }
        return column;
    }

    private void WriteElement(ref ColumnWriter column, ElementId element, Stamp near)
    {
        column.Write(_replicaNumbers[element.Replica]);
        column.WriteSigned((long)element.Counter - near.Counter);
    }
}
