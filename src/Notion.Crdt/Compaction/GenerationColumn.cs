using System.Buffers.Binary;

namespace Notion.Crdt;

/// <summary>The column that says which generation a snapshot is of, and how far its base reaches. In the first one there is none.</summary>
internal static class GenerationColumn
{
    public static void Write(ColumnSet columns, Generation generation, List<ReplicaState> replicas)
    {
        if (generation.IsFirst) return;
        var column = new ColumnWriter();
        column.Write((ulong)generation.Number);
        Span<byte> fingerprint = stackalloc byte[Generation.FingerprintBytes];
        BinaryPrimitives.WriteUInt64BigEndian(fingerprint, generation.Fingerprint);
        foreach (byte part in fingerprint) column.WriteByte(part);
        foreach (ReplicaState replica in replicas) column.Write(replica.BaseEnd);
        columns.Add(SnapshotColumn.Generation, column.Written);
    }

    /// <summary>Sets how far the base reaches for each replica.</summary>
    /// <returns>The generation, and the latest timestamp in its base.</returns>
    /// <exception cref="CrdtException">The column is not in order.</exception>
    public static (Generation Generation, HlcTimestamp BaseTime) Read(ColumnSet columns, List<ReplicaState> replicas)
    {
        ColumnReader column = columns.Open(SnapshotColumn.Generation);
        if (column.AtEnd) return default;
        var generation = new Generation(NumberIn(ref column), BinaryPrimitives.ReadUInt64BigEndian(column.ReadBytes(Generation.FingerprintBytes)));
        HlcTimestamp time = default;
        foreach (ReplicaState replica in replicas)
        {
            replica.BaseEnd = column.Read(replica.End);
            if (replica.BaseEnd == 0) continue;
            if (replica.BaseEnd < replica.End) throw SnapshotReader.Malformed("a replica writes in two generations");
            if (replica.Time > time) time = replica.Time;
        }
        return column.AtEnd ? (generation, time) : throw SnapshotReader.Malformed("its column of the generation is too long");
    }

    private static long NumberIn(ref ColumnReader column) => column.Read() is > 0 and <= long.MaxValue and var number ? (long)number : throw SnapshotReader.Malformed("its generation is none");
}
