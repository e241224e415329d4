namespace Notion.Crdt;

/// <summary>Reads a snapshot into an empty document. Checks the whole before it keeps any of it.</summary>
internal static class SnapshotReader
{
    public static void Read(ReadOnlySpan<byte> snapshot, DocumentState state, DecodeLimits limits)
    {
        if (snapshot.Length > limits.MaxBytes)
            throw new CrdtException(CrdtErrorCode.LimitExceeded, $"The snapshot has {snapshot.Length} bytes; at most {limits.MaxBytes} are taken. Raise DecodeLimits.MaxBytes if that is meant.");
        var reader = new MessagePackSpanReader(snapshot);
        if (!reader.TryReadArrayHeader(out int fields) || fields < 5 || !reader.TryReadString(out ReadOnlySpan<byte> magic) || !magic.SequenceEqual("notion-crdt"u8))
            throw Malformed("it does not begin as one");
        if (!reader.TryReadInteger(out long version) || !reader.TryReadInteger(out long required) || !reader.TryReadInteger(out _))
            throw Malformed("it has no version");
        if (version != SnapshotWriter.FormatVersion || required != 0)
            throw new CrdtException(CrdtErrorCode.UnsupportedFormat, $"The snapshot has format version {version} and needs features {required:x}; this library reads version {SnapshotWriter.FormatVersion} without further features. Update the library.");
        if (!reader.TryReadBinary(out ReadOnlySpan<byte> checksum)) throw Malformed("it has no checksum");
        int start = reader.Position;
        if (!Section.Checksum(snapshot[start..]).AsSpan().SequenceEqual(checksum)) throw Malformed("its checksum does not fit: bytes were lost or changed");
        if (!Section.TryRead(ref reader, limits.MaxBytes, out byte[] columns)) throw Malformed("its state section is damaged");
        if (!reader.TryReadInteger(out long changes) || changes is < 0 or > int.MaxValue) throw Malformed("it does not say how many changes it holds");
        int history = reader.Position;
        if (!reader.TrySkip() || !reader.AtEnd) throw Malformed("its history section is damaged");
        new StateLoader(state, limits).Load(columns);
        if (changes > 0) state.Archive = new ChangeArchive(snapshot[history..].ToArray(), (int)changes, limits.MaxBytes);
    }

    public static CrdtException Malformed(string reason) =>
        new(CrdtErrorCode.MalformedUpdate, $"The bytes are no snapshot: {reason}. Use another copy, or fetch the document from another replica.");
}
