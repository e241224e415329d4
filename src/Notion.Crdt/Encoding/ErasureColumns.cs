namespace Notion.Crdt;

/// <summary>The column of erasure counts beyond what the spans say: for each replica, and for each of its ranges in order, where, how many, and how much.</summary>
internal static class ErasureColumns
{
    public static ColumnWriter Write(DocumentState state, List<ReplicaState> replicas)
    {
        var column = new ColumnWriter();
        if (state.Erasures.IsEmpty) return column;
        for (int number = 0; number < replicas.Count; number++)
        {
            (int Counter, int Length, long Extra)[] ranges = [.. state.Erasures.Of(replicas[number].Index)];
            if (ranges.Length == 0) continue;
            column.Write(number);
            column.Write(ranges.Length);
            int end = 0;
            foreach ((int counter, int length, long extra) in ranges)
            {
                column.Write(counter - end);
                column.Write(length);
                column.WriteSigned(extra);
                end = counter + length;
            }
        }
        return column;
    }

    public static void Read(ref ColumnReader column, DocumentState state, List<ReplicaState> replicas)
    {
        int last = -1;
        while (!column.AtEnd)
        {
            int number = column.Read(replicas.Count - 1);
            if (number <= last) throw SnapshotReader.Malformed("its erasures are not in order");
            last = number;
            ReplicaState replica = replicas[number];
            long end = 0;
            for (int left = column.ReadCount(); left > 0; left--)
            {
                long counter = end + column.Read(OpId.MaxCounter), length = column.Read(OpId.MaxCounter), extra = column.ReadSigned();
                end = counter + length;
                if (length < 1 || end > replica.End || extra is 0 or <= long.MinValue / 2 or >= long.MaxValue / 2) throw SnapshotReader.Malformed("an erasure is none of its replica's");
                RequireFits(state, new ElementId(replica.Index, (int)counter), (int)length, extra > 0);
                state.Erasures.Set(replica.Index, (int)counter, (int)end, extra);
            }
        }
    }

    /// <summary>What was erased more than once is not shown, and what was restored more often than erased is.</summary>
    private static void RequireFits(DocumentState state, ElementId first, int length, bool hidden)
    {
        for (int counter = first.Counter, end = first.Counter + length; counter < end;)
        {
            int span = state.Sequences.FindSpan(first with { Counter = counter });
            if (span < 0 || !state.Sequences.Tree[span].IsText || state.Sequences.Tree[span].Deleted != hidden)
                throw SnapshotReader.Malformed("an erasure is of what cannot be erased so");
            counter = state.Sequences.Tree[span].End;
        }
    }
}
