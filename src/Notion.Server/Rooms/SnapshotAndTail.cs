using System.Buffers.Binary;
using MessagePack;
using Notion.Crdt;
using Notion.Server.Store;

namespace Notion.Server.Rooms;

/// <summary>
/// A page as bytes: the snapshot that is stored, and all updates since, put together as one. Whoever knows nothing of a page is answered with them, so that opening
/// it takes neither a document nor an encoding, however many come.
/// </summary>
/// <remarks>An update is an array of the format version and its changes (docs/encoding.md); changes are kept as they came, one behind the other.</remarks>
internal sealed class SnapshotAndTail
{
    /// <summary>An array of so many elements, in 4 bytes, and the format version.</summary>
    private const int HeadBytes = 6;

    private byte[] _changes = [];
    private byte[]? _tail;                              // the same for all who come before the next update
    private int _length;
    private int _count;

    /// <exception cref="MessagePackSerializationException">An update of the tail is none.</exception>
    public SnapshotAndTail(PageHistory history)
    {
        Snapshot = history.Snapshot?.Bytes;
        if (history.Snapshot?.Version is { } version && VersionVector.TryDecode(version, out VersionVector decoded)) SnapshotVersion = decoded;
        foreach (byte[] update in history.Tail) Add(update);
    }

    /// <summary>Null where none is stored.</summary>
    public byte[]? Snapshot { get; private set; }

    /// <summary>What the snapshot holds; nothing where there is none.</summary>
    public VersionVector SnapshotVersion { get; private set; } = VersionVector.Empty;

    /// <summary>Whether it is known what the snapshot holds.</summary>
    public bool IsDated => Snapshot is null || SnapshotVersion.Count > 0;

    /// <summary>How many updates there were since the snapshot.</summary>
    public int Updates { get; private set; }

    /// <summary>How many bytes.</summary>
    public int Bytes => _length;

    public void Add(ReadOnlyMemory<byte> update)
    {
        var reader = new MessagePackReader(update);
        _count += reader.ReadArrayHeader() - 1;
        reader.Skip();
        ReadOnlySpan<byte> changes = update.Span[(int)reader.Consumed..];
        if (_length + changes.Length > _changes.Length) Array.Resize(ref _changes, Math.Max(2 * _changes.Length, _length + changes.Length));
        changes.CopyTo(_changes.AsSpan(_length));
        _length += changes.Length;
        _tail = null;
        Updates++;
    }

    /// <summary>Updates, in order, as one.</summary>
    public static byte[] Join(IReadOnlyList<byte[]> updates) => new SnapshotAndTail(new PageHistory(null, 0, updates)).Tail();

    /// <summary>The updates since the snapshot, as one.</summary>
    public byte[] Tail() => _tail ??= PutTogether();

    private byte[] PutTogether()
    {
        byte[] update = new byte[HeadBytes + _length];
        update[0] = 0xdd;
        BinaryPrimitives.WriteInt32BigEndian(update.AsSpan(1), _count + 1);
        update[5] = 1;
        _changes.AsSpan(0, _length).CopyTo(update.AsSpan(HeadBytes));
        return update;
    }

    /// <summary>This moment, for a snapshot that is made now and stored later.</summary>
    public Mark Here() => new(_length, _count, Updates);

    /// <summary>A snapshot of the page as it was is stored.</summary>
    public void Replace(byte[] snapshot, VersionVector version, Mark taken)
    {
        Snapshot = snapshot;
        SnapshotVersion = version;
        _changes = _changes.AsSpan(taken.Length.._length).ToArray();
        _length -= taken.Length;
        _tail = null;
        _count -= taken.Count;
        Updates -= taken.Updates;
    }

    /// <summary>A place in the tail.</summary>
    internal readonly record struct Mark(int Length, int Count, int Updates);
}
