using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Notion.Crdt;

/// <summary>Up to where the changes of a document are gone, and what is left of them: the state there, and for each replica the time of its last change and a hash over all of them.</summary>
/// <remarks>Immutable. docs/compaction.md says what follows from it.</remarks>
internal sealed class HistoryCut
{
    private readonly Dictionary<long, Part> _parts;
    private readonly Func<ReadOnlyMemory<byte>> _packedBase;    // of a snapshot it is unpacked when it is needed

    private HistoryCut(VersionVector version, Dictionary<long, Part> parts, Func<ReadOnlyMemory<byte>> packedBase)
    {
        Version = version;
        _parts = parts;
        _packedBase = packedBase;
    }

    /// <summary>Nothing is gone.</summary>
    public static HistoryCut None { get; } = new(VersionVector.Empty, [], () => default);

    /// <summary>What it holds is gone.</summary>
    public VersionVector Version { get; }

    /// <summary>The state at the version as the section of a snapshot: views of later versions begin there.</summary>
    public ReadOnlyMemory<byte> PackedBase => _packedBase();

    public bool IsEmpty => _parts.Count == 0;

    public Part this[ReplicaId replica] => _parts.GetValueOrDefault(replica.Value);

    /// <param name="parts">By replica, one with an end above 0 for each that has something in the cut.</param>
    /// <param name="packedBase">The state there.</param>
    public static HistoryCut From(IReadOnlyList<(ReplicaId Replica, Part Part)> parts, Func<ReadOnlyMemory<byte>> packedBase) => new(
        VersionVector.From(parts.Select(part => KeyValuePair.Create(part.Replica, part.Part.End))),
        parts.ToDictionary(part => part.Replica.Value, part => part.Part), packedBase);

    /// <summary>Moves the cut on.</summary>
    /// <param name="state">The document, its archive unpacked.</param>
    /// <param name="version">A closed version that includes that of the document's present cut.</param>
    /// <param name="then">The state at that version.</param>
    public static HistoryCut At(DocumentState state, VersionVector version, ColumnSet then)
    {
        var parts = new List<(ReplicaId, Part)>(version.Count);
        foreach ((ReplicaId id, int end) in version)
        {
            ChangeList changes = state.Replicas.Find(id.Value)!.Changes;
            (HlcTimestamp time, ulong hash) = (state.Cut[id].Time, state.Cut[id].Hash);
            int count = changes.IndexFrom(end);
            for (int i = 0; i < count; i++)
            {
                time = changes.Time(i);
                hash = Hash(hash, changes.Change(i));
            }
            parts.Add((id, new Part(end, time, hash)));
        }
        byte[] packed = Pack(then);
        return From(parts, () => packed);
    }

    /// <summary>The hash over a replica's changes up to one of them, from that up to the one before.</summary>
    public static ulong Hash(ulong before, ReadOnlySpan<byte> change)
    {
        Span<byte> bytes = change.Length <= 500 ? stackalloc byte[change.Length + 8] : new byte[change.Length + 8], hash = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, before);
        change.CopyTo(bytes[8..]);
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    /// <summary>The state at the version.</summary>
    /// <exception cref="CrdtException">The snapshot that it came with is not what it should be.</exception>
    public ColumnSet Unpack(long budget)
    {
        ReadOnlyMemory<byte> packed = PackedBase;
        var reader = new MessagePackSpanReader(packed.Span);
        ColumnSet columns = ColumnSet.Read(packed, ref reader, budget);
        return reader.AtEnd ? columns : throw SnapshotReader.Malformed("its base is damaged");
    }

    public static byte[] Pack(ColumnSet columns)
    {
        var writer = new MessagePackSpanWriter(4096);
        columns.Write(ref writer);
        return writer.ToArray();
    }

    /// <summary>The answer to whoever asks for what is gone.</summary>
    public CrdtException Trimmed(string what) => new(
        CrdtErrorCode.HistoryTrimmed, $"{what}: the history of this document begins at {Version}. Fetch a snapshot; Document.Rebase carries over what it lacks.")
    { TrimmedVersion = Version };

    /// <summary>What is left of one replica's changes.</summary>
    /// <param name="End">How many of its counters are in the cut.</param>
    /// <param name="Time">The timestamp of the last change in it.</param>
    /// <param name="Hash">Over all its changes in it, one after the other.</param>
    internal readonly record struct Part(int End, HlcTimestamp Time, ulong Hash);
}
