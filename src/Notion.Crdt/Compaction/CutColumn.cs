using System.Buffers.Binary;

namespace Notion.Crdt;

/// <summary>Writes and reads the columns of a snapshot that say up to where its history is cut off.</summary>
internal static class CutColumn
{
    /// <param name="columns">The history section.</param>
    /// <param name="replicas">The writers of the document.</param>
    /// <param name="cut">The cut to write; it need not be the document's own.</param>
    public static void Write(ColumnSet columns, ReplicaTable replicas, HistoryCut cut)
    {
        if (cut.IsEmpty) return;
        var column = new ColumnWriter();
        bool isAtEnd = true;
        Span<byte> hash = stackalloc byte[8];
        foreach (ReplicaState replica in InOrder(replicas))
        {
            HistoryCut.Part part = cut[replica.Id];
            isAtEnd &= part.End == replica.End;
            column.Write(part.End);
            if (part.End == 0) continue;
            column.Write(part.Time.Bits);
            BinaryPrimitives.WriteUInt64BigEndian(hash, part.Hash);
            foreach (byte digit in hash) column.WriteByte(digit);
        }
        columns.Add(SnapshotColumn.Cut, column.Written);
        if (!isAtEnd) columns.Add(SnapshotColumn.Base, cut.PackedBase.Span);
    }

    /// <param name="columns">The history section.</param>
    /// <param name="replicas">The writers of the document, with their ends and times.</param>
    /// <param name="section">The bytes of the state section: the base, where none is written.</param>
    /// <exception cref="CrdtException">They are not in order.</exception>
    public static HistoryCut Read(ColumnSet columns, ReplicaTable replicas, ReadOnlyMemory<byte> section)
    {
        ColumnReader column = columns.Open(SnapshotColumn.Cut);
        if (column.AtEnd) return HistoryCut.None;
        var parts = new List<(ReplicaId, HistoryCut.Part)>();
        bool isAtEnd = true;
        foreach (ReplicaState replica in InOrder(replicas))
        {
            int end = column.Read(replica.End);
            isAtEnd &= end == replica.End;
            if (end == 0) continue;
            var time = new HlcTimestamp(column.Read());
            if (time > replica.Time || (end == replica.End && time != replica.Time)) throw SnapshotReader.Malformed("its cut is later than its changes");
            parts.Add((replica.Id, new HistoryCut.Part(end, time, BinaryPrimitives.ReadUInt64BigEndian(column.ReadBytes(8)))));
        }
        if (!column.AtEnd || parts.Count == 0) throw SnapshotReader.Malformed("its cut is not in order");
        if (isAtEnd == columns.LengthOf(SnapshotColumn.Base) > 0) throw SnapshotReader.Malformed("its cut has no base");
        return isAtEnd ? HistoryCut.From(parts, () => section) : HistoryCut.From(parts, () => columns.Get(SnapshotColumn.Base));
    }

    private static List<ReplicaState> InOrder(ReplicaTable all)
    {
        var replicas = new List<ReplicaState>(all.Count);
        for (int i = 0; i < all.Count; i++)
            if (all[i].End > 0) replicas.Add(all[i]);
        replicas.Sort((left, right) => left.Id.CompareTo(right.Id));
        return replicas;
    }
}
