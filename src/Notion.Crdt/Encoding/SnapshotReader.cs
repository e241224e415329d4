namespace Notion.Crdt;

/// <summary>Reads what <see cref="SnapshotWriter"/> wrote into an empty document.</summary>
internal static class SnapshotReader
{
    public static void Read(ReadOnlySpan<byte> snapshot, DocumentState state, Merger merger, DecodeLimits limits)
    {
        var reader = new MessagePackSpanReader(snapshot);
        if (!reader.TryReadArrayHeader(out int count) || count != 3 || !reader.TryReadString(out var magic) || !magic.SequenceEqual("notion-crdt"u8) || !reader.TryReadInteger(out _) || !reader.TryReadBinary(out var history))
            throw new CrdtException(CrdtErrorCode.MalformedUpdate, "no snapshot");
        merger.Apply(history);
    }
}
