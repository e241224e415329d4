namespace Notion.Crdt;

/// <summary>
/// The changes of one writer, as the bytes they came in: what is sent on is what was received, unknown operations included, and a
/// second change under a known id is told from the first by its bytes.
/// </summary>
/// <remarks>
/// Each change is stored behind the two bytes that make an update of it (an array of two: the format version and the change), so a
/// committed change is sent without being copied.
/// </remarks>
internal sealed class ChangeList
{
    /// <summary>Array of two, format version 1.</summary>
    public static ReadOnlySpan<byte> UpdatePrefix => [0x92, 0x01];

    private const int LargestChunk = 1 << 16;

    private readonly List<byte[]> _chunks = [];
    private int _used;                                  // of the last chunk
    private readonly ChunkedArray<Entry> _entries = new(10);

    public int Count => _entries.Count;

    public int FirstCounter(int index) => _entries[index].FirstCounter;

    public HlcTimestamp Time(int index) => _entries[index].Time;

    /// <summary>The change as an update of its own.</summary>
    public ReadOnlyMemory<byte> Update(int index)
    {
        ref Entry entry = ref _entries[index];
        return _chunks[entry.Chunk].AsMemory(entry.Offset, entry.Length);
    }

    /// <summary>The change alone.</summary>
    public ReadOnlySpan<byte> Change(int index) => Update(index).Span[UpdatePrefix.Length..];

    public void Add(int firstCounter, HlcTimestamp time, ReadOnlySpan<byte> change)
    {
        int length = UpdatePrefix.Length + change.Length;
        Span<byte> room = Room(length);
        UpdatePrefix.CopyTo(room);
        change.CopyTo(room[UpdatePrefix.Length..]);
        ref Entry entry = ref _entries[_entries.Add()];
        entry.Chunk = _chunks.Count - 1;
        entry.Offset = _used;
        entry.Length = length;
        entry.FirstCounter = firstCounter;
        entry.Time = time;
        _used += length;
    }

    private Span<byte> Room(int length)
    {
        if (_chunks.Count == 0 || _chunks[^1].Length - _used < length)
        {
            int last = _chunks.Count == 0 ? 0 : _chunks[^1].Length;
            _chunks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(length, Math.Min(LargestChunk, Math.Max(256, last * 2)))));
            _used = 0;
        }
        return _chunks[^1].AsSpan(_used, length);
    }

    /// <summary>Forgets the last change: the rollback of <see cref="Add"/>. Its bytes stay until their chunk goes.</summary>
    public void RemoveLast() => _entries.RemoveLast();

    /// <summary>Index of the first change that begins at or after the counter.</summary>
    public int IndexFrom(int counter)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_entries[middle].FirstCounter < counter) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>A list of its own with the changes from an index on: the memory of those before goes with this one.</summary>
    public ChangeList From(int index)
    {
        var rest = new ChangeList();
        for (int i = index; i < Count; i++) rest.Add(FirstCounter(i), Time(i), Change(i));
        return rest;
    }

    /// <summary>Timestamp of the change that holds the counter.</summary>
    public HlcTimestamp TimeOf(int counter) => _entries[IndexFrom(counter + 1) - 1].Time;

    private struct Entry
    {
        public int Chunk, Offset, Length, FirstCounter;
        public HlcTimestamp Time;
    }
}
