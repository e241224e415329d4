using System.Buffers.Binary;

namespace Notion.Crdt;

/// <summary>Reads a snapshot, as far as it has to be read to show the document.</summary>
internal static class SnapshotReader
{
    private const int MaxIdBytes = 64;

    /// <param name="snapshot">The bytes; they are kept, and must not change.</param>
    /// <param name="limits">What is taken at most.</param>
    public static PackedPage Read(ReadOnlyMemory<byte> snapshot, DecodeLimits limits)
    {
        var reader = new MessagePackSpanReader(snapshot.Span);
        if (!reader.TryReadArrayHeader(out int fields) || fields < SnapshotWriter.Fields) throw Malformed("it does not begin as one");
        if (!reader.TryReadString(out ReadOnlySpan<byte> magic) || !magic.SequenceEqual(SnapshotWriter.Magic)) throw Malformed("it does not begin as one");
        if (!reader.TryReadInteger(out long version)) throw Malformed("it has no version");
        if (version != SnapshotWriter.FormatVersion) throw Unsupported($"has format version {version}");
        if (!reader.TryReadBinary(out ReadOnlySpan<byte> checksum)) throw Malformed("it has no checksum");
        if (checksum.Length != Checksum.Size || Checksum.Of(snapshot.Span[reader.Position..]) != BinaryPrimitives.ReadUInt32BigEndian(checksum)) throw Malformed("its checksum does not fit: bytes were lost or changed");
        if (!reader.TryReadInteger(out long required) || !reader.TryReadInteger(out long optional)) throw Malformed("it does not say what it needs");
        if ((required & ~SnapshotWriter.KnownFeatures) != 0) throw Unsupported($"needs features {required & ~SnapshotWriter.KnownFeatures:x}");
        ReadOnlySpan<byte> id = default;
        if (!reader.TryReadNil() && (!reader.TryReadBinary(out id) || id.Length is 0 or > MaxIdBytes)) throw Malformed("its document id is none");
        if (!reader.TryReadInteger(out long generation) || generation < 0) throw Malformed("it does not say its generation");
        int start = reader.Position;
        ColumnSet columns = ColumnSet.Read(snapshot, ref reader, limits.MaxBytes);
        ReadOnlyMemory<byte> section = snapshot[start..reader.Position];
        ColumnSet history = ColumnSet.Read(snapshot, ref reader, limits.MaxBytes);
        for (int i = SnapshotWriter.Fields; i < fields; i++)
            if (!reader.TrySkip()) throw Malformed("it ends in the middle");
        if (!reader.AtEnd) throw Malformed("bytes follow its end");

        if (generation > 0 != ((required & SnapshotWriter.GenerationFeature) != 0)) throw Malformed("it does not say what it needs");
        bool isCut = (required & SnapshotWriter.CutFeature) != 0;
        return new PackedPage(columns, history, isCut ? section : (ReadOnlyMemory<byte>?)null, limits) { Id = id.IsEmpty ? null : id.ToArray(), Generation = generation, Optional = optional };
    }

    /// <summary>How many changes a history section holds.</summary>
    public static int CountChanges(ColumnSet history)
    {
        ColumnReader count = history.Open(SnapshotColumn.ChangeCount);
        return count.AtEnd ? 0 : count.Read(int.MaxValue);
    }

    public static CrdtException Malformed(string reason) =>
        new(CrdtErrorCode.MalformedUpdate, $"The bytes are no snapshot: {reason}. Use another copy, or fetch the document from another replica.");

    private static CrdtException Unsupported(string what) => new(
        CrdtErrorCode.UnsupportedFormat, $"The snapshot {what}; this library reads version {SnapshotWriter.FormatVersion} without these features. Update the library.");
}
