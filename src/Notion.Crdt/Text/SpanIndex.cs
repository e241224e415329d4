namespace Notion.Crdt;

/// <summary>
/// From a counter of one replica to the span that holds it. Spans cover disjoint ranges of counters, so the index is a sorted list of their first counters,
/// in two levels: chunks of up to <see cref="ChunkSize"/> entries, and a directory of the chunks' first counters.
/// </summary>
/// <remarks>
/// Find: two binary searches, or none when the counter lies in the chunk that was used last. Add: the same and a shift within one chunk.
/// Counters of operations that are no text elements have no span: callers check the range of what they get.
/// </remarks>
internal sealed class SpanIndex
{
    private const int ChunkSize = 64;

    private int[] _firsts = new int[1];
    private int[] _chunks = new int[1];
    private int _chunkCount;
    private int[] _counters = [];
    private int[] _spans = [];
    private int[] _counts = [];
    private int _last;                                  // the place in the directory, and the slot in its chunk, that were used last
    private int _lastSlot;

    /// <summary>The span with the greatest first counter not above <paramref name="counter"/>; -1 when there is none.</summary>
    public int Find(int counter)
    {
        if (_chunkCount == 0) return -1;
        int at = Locate(counter);
        int start = _chunks[at] * ChunkSize;
        int slot = SlotOf(_chunks[at], counter);
        while (slot < 0)                                // the span may begin in a chunk before: entries are removed when spans merge
        {
            if (--at < 0) return -1;
            start = _chunks[at] * ChunkSize;
            slot = _counts[_chunks[at]] - 1;
        }
        return _spans[start + slot];
    }

    public void Add(int counter, int span)
    {
        if (_chunkCount == 0) AddChunk(0, counter);
        int at = Locate(counter);
        int chunk = _chunks[at];
        if (_counts[chunk] == ChunkSize)
        {
            Divide(at, counter);
            at = Locate(counter);
            chunk = _chunks[at];
        }
        int start = chunk * ChunkSize, count = _counts[chunk];
        int slot = UpperBound(_counters.AsSpan(start, count), counter);
        if (slot < count)
        {
            Array.Copy(_counters, start + slot, _counters, start + slot + 1, count - slot);
            Array.Copy(_spans, start + slot, _spans, start + slot + 1, count - slot);
        }
        _counters[start + slot] = counter;
        _spans[start + slot] = span;
        _counts[chunk] = count + 1;
        if (slot == 0) _firsts[at] = counter;
    }

    /// <summary>Fills an empty index with spans, sorted by their first counters.</summary>
    public void Build(ReadOnlySpan<int> counters, ReadOnlySpan<int> spans)
    {
        int chunks = (counters.Length + ChunkSize - 1) / ChunkSize;
        if (chunks == 0) return;
        (_firsts, _chunks, _counts) = (new int[chunks], new int[chunks], new int[chunks]);
        (_counters, _spans) = (new int[chunks * ChunkSize], new int[chunks * ChunkSize]);
        counters.CopyTo(_counters);
        spans.CopyTo(_spans);
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            _firsts[chunk] = counters[chunk * ChunkSize];
            _chunks[chunk] = chunk;
            _counts[chunk] = Math.Min(ChunkSize, counters.Length - (chunk * ChunkSize));
        }
        _chunkCount = chunks;
    }

    /// <summary>Removes the entry of the span whose first counter this is.</summary>
    public void Remove(int counter)
    {
        int at = Locate(counter);
        int chunk = _chunks[at], start = chunk * ChunkSize, count = _counts[chunk];
        int slot = SlotOf(chunk, counter);
        Array.Copy(_counters, start + slot + 1, _counters, start + slot, count - slot - 1);
        Array.Copy(_spans, start + slot + 1, _spans, start + slot, count - slot - 1);
        _counts[chunk] = count - 1;
    }

    /// <summary>Changes a first counter without changing its place in the order.</summary>
    public void Rekey(int from, int to)
    {
        int at = Locate(from);
        int chunk = _chunks[at], start = chunk * ChunkSize;
        int slot = SlotOf(chunk, from);
        _counters[start + slot] = to;
        if (slot == 0) _firsts[at] = to;
    }

    private int Locate(int counter)
    {
        int at = _last;
        if (at < _chunkCount && _firsts[at] <= counter && (at + 1 == _chunkCount || counter < _firsts[at + 1])) return at;
        at = Math.Max(0, UpperBound(_firsts.AsSpan(0, _chunkCount), counter) - 1);
        return _last = at;
    }

    /// <summary>The entry of a chunk with the greatest counter that is not above this one; -1 when there is none.</summary>
    private int SlotOf(int chunk, int counter)
    {
        ReadOnlySpan<int> counters = _counters.AsSpan(chunk * ChunkSize, _counts[chunk]);
        int slot = _lastSlot;
        if ((uint)slot < (uint)counters.Length && counters[slot] <= counter && (slot + 1 == counters.Length || counter < counters[slot + 1])) return slot;
        slot = UpperBound(counters, counter) - 1;
        _lastSlot = Math.Max(0, slot);
        return slot;
    }

    private void Divide(int at, int counter)
    {
        int chunk = _chunks[at], start = chunk * ChunkSize;
        if (counter > _counters[start + ChunkSize - 1])
        {
            AddChunk(at + 1, counter);                  // appending: leave the full chunk full
            return;
        }
        const int half = ChunkSize / 2;
        int other = AddChunk(at + 1, _counters[start + half]) * ChunkSize;
        Array.Copy(_counters, start + half, _counters, other, half);
        Array.Copy(_spans, start + half, _spans, other, half);
        _counts[chunk] = half;
        _counts[other / ChunkSize] = half;
    }

    private int AddChunk(int at, int first)
    {
        int chunk = _chunkCount;
        if ((chunk + 1) * ChunkSize > _counters.Length)
        {
            int chunks = Math.Max(1, chunk * 2);
            Array.Resize(ref _counters, chunks * ChunkSize);
            Array.Resize(ref _spans, chunks * ChunkSize);
            Array.Resize(ref _counts, chunks);
            Array.Resize(ref _firsts, chunks);
            Array.Resize(ref _chunks, chunks);
        }
        Array.Copy(_firsts, at, _firsts, at + 1, _chunkCount - at);
        Array.Copy(_chunks, at, _chunks, at + 1, _chunkCount - at);
        _firsts[at] = first;
        _chunks[at] = chunk;
        _chunkCount++;
        return chunk;
    }

    /// <summary>How many of the sorted values are not above <paramref name="value"/>.</summary>
    private static int UpperBound(ReadOnlySpan<int> sorted, int value)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= value) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
