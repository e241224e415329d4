namespace Notion.Crdt;

/// <summary>The column of marks.</summary>
internal sealed partial class StateLoader
{
    private void ReadMarks(ref ColumnReader column)
    {
        if (column.AtEnd) return;
        int count = column.ReadCount();
        if (count > limits.MaxMarks)
            throw new CrdtException(CrdtErrorCode.LimitExceeded, $"The snapshot has {count} marks; at most {limits.MaxMarks} are taken. Raise DecodeLimits.MaxMarks if that is meant.");
        int before = 0, switchedBefore = 0;
        Stamp last = default;
        for (int i = 0; i < count; i++)
        {
            Stamp stamp = ReadStamp(ref column, ref before);
            if (i > 0 && state.Replicas.Compare(stamp, last) <= 0) throw SnapshotReader.Malformed("its marks are not in order");
            last = stamp;
            int form = column.Read((StateColumns.IsSwitchedOff << 1) - 1);
            var key = new MarkKey(RequiredName(ref column), Name(ref column));
            if (key.Type.Length == 0 || key.Id?.Length == 0) throw SnapshotReader.Malformed("a mark has no name");
            PropertyValue value = ReadValue(ref column);
            var start = new MarkAnchor(ReadElement(ref column, stamp), (form & StateColumns.StartsAfter) != 0);
            MarkAnchor end = (form & StateColumns.ToTheEnd) != 0 ? MarkAnchor.End : new MarkAnchor(ReadElement(ref column, stamp), (form & StateColumns.EndsAfter) != 0);
            if (!state.Marks.IsRange(start, end)) throw SnapshotReader.Malformed("a mark is on no stretch of text");
            if (state.Marks.Find(new ElementId(stamp.Replica, stamp.Counter)) >= 0) throw SnapshotReader.Malformed("a mark is there twice");
            state.Marks.Add(stamp, start, end, key, value);
            if ((form & StateColumns.WasSwitched) != 0) state.SwitchMark(i, (form & StateColumns.IsSwitchedOff) == 0, ReadStamp(ref column, ref switchedBefore));
        }
        state.Commit();
        if (!column.AtEnd) throw SnapshotReader.Malformed("its column of marks is too long");
    }

    private ElementId ReadElement(ref ColumnReader column, Stamp near)
    {
        ReplicaState replica = Replica(ref column);
        long counter = near.Counter + column.ReadSigned();
        if (counter < 0 || counter >= replica.End) throw SnapshotReader.Malformed("a mark begins or ends at what was never made");
        return new ElementId(replica.Index, (int)counter);
    }
}
