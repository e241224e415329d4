using System.Buffers;
using System.Collections.Concurrent;

namespace Notion.Sync.Protocol;

/// <summary>Encoded frames, one behind the other, to be sent together. Batches are lent from a pool, so that connections in which nothing happens have none.</summary>
internal sealed class OutgoingBatch : IBufferWriter<byte>
{
    private const int FirstCapacity = 1 << 10;

    /// <summary>A batch that grew larger gives its memory back.</summary>
    private const int KeptCapacity = 16 << 10;

    private const int MaxPooled = 64;

    private static readonly ConcurrentBag<OutgoingBatch> Pool = [];

    private readonly List<(int Start, int Size, bool Counts)> _messages = [];
    private byte[] _buffer = [];
    private int _length;

    public int Count => _messages.Count;

    public int Bytes { get; private set; }

    public int CountedBytes { get; private set; }

    /// <summary>Set to send no further message of this batch.</summary>
    public bool Stop { get; set; }

    public static OutgoingBatch Rent() => Pool.TryTake(out OutgoingBatch? pooled) ? pooled : new OutgoingBatch();

    public static void Return(OutgoingBatch batch)
    {
        batch.Clear();
        if (Pool.Count < MaxPooled) Pool.Add(batch);
    }

    public int Add(Frame frame, bool counts)
    {
        int start = _length;
        FrameWriter.Write(frame, this);
        return Note(start, counts);
    }

    public int AddChanges(int channel, long number, ReadOnlySpan<byte> update)
    {
        int start = _length;
        FrameWriter.WriteChanges(channel, number, update, this);
        return Note(start, counts: true);
    }

    private int Note(int start, bool counts)
    {
        int size = _length - start;
        _messages.Add((start, size, counts));
        Bytes += size;
        if (counts) CountedBytes += size;
        return size;
    }

    public ReadOnlyMemory<byte> Message(int index) => _buffer.AsMemory(_messages[index].Start, _messages[index].Size);

    public int Size(int index) => _messages[index].Size;

    public bool Counts(int index) => _messages[index].Counts;

    /// <summary>A message is sent.</summary>
    public void Done(int index)
    {
        Bytes -= _messages[index].Size;
        if (_messages[index].Counts) CountedBytes -= _messages[index].Size;
    }

    void IBufferWriter<byte>.Advance(int count) => _length += count;

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_length);
    }

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_length);
    }

    private void Reserve(int sizeHint)
    {
        int wanted = _length + Math.Max(sizeHint, 1);
        if (wanted <= _buffer.Length) return;
        Array.Resize(ref _buffer, Math.Max(Math.Max(FirstCapacity, wanted), (int)Math.Min(2L * _buffer.Length, Array.MaxLength)));
    }

    private void Clear()
    {
        _messages.Clear();
        if (_buffer.Length > KeptCapacity) _buffer = [];
        _length = 0;
        Bytes = CountedBytes = 0;
        Stop = false;
    }
}
