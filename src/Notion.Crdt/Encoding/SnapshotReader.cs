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
        if (!reader.TryReadInteger(out long version)) throw Malformed("it has no version");
        if (version != SnapshotWriter.FormatVersion) throw Unsupported($"has format version {version}");
        if (!reader.TryReadBinary(out ReadOnlySpan<byte> checksum)) throw Malformed("it has no checksum");
        if (!Section.Checksum(snapshot[reader.Position..]).AsSpan().SequenceEqual(checksum)) throw Malformed("its checksum does not fit: bytes were lost or changed");
        if (!reader.TryReadInteger(out long required) || !reader.TryReadInteger(out _)) throw Malformed("it does not say what it needs");
        if (required != 0) throw Unsupported($"needs features {required:x}");
        if (!Section.TryRead(ref reader, limits.MaxBytes, out byte[] columns)) throw Malformed("its state section is damaged");
        if (!reader.TryReadInteger(out long changes) || changes is < 0 or > int.MaxValue) throw Malformed("it does not say how many changes it holds");
        int history = reader.Position;
        if (!reader.TrySkip() || !reader.AtEnd) throw Malformed("its history section is damaged");
        new StateLoader(state, limits).Load(columns);
        if (changes > 0) state.Archive = new ChangeArchive(snapshot[history..].ToArray(), (int)changes, limits.MaxBytes);
    }

    private static CrdtException Unsupported(string what) => new(
        CrdtErrorCode.UnsupportedFormat, $"The snapshot {what}; this library reads version {SnapshotWriter.FormatVersion} without further features. Update the library.");

    public static CrdtException Malformed(string reason) =>
        new(CrdtErrorCode.MalformedUpdate, $"The bytes are no snapshot: {reason}. Use another copy, or fetch the document from another replica.");
}
