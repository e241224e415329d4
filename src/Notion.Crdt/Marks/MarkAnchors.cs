namespace Notion.Crdt;

/// <summary>
/// The anchors of all marks in one sequence, in the order of the text.
/// </summary>
/// <remarks>
/// <para>Elements never change their order, so the list stays sorted whatever is inserted or erased. Each mark has two entries, its start and its end;
/// entries at the same place stand in no particular order.</para>
/// <para>Chunks of up to <see cref="ChunkSize"/> entries. A chunk knows which of the marks that begin in it reaches furthest, so that looking for the marks over a
/// place skips whole chunks; and a mark knows the chunk of its end, so that most comparisons are of two small numbers and not of places in the tree.</para>
/// <para>Complexity, with n marks of which k lie over the place: finding a place O(log² n); adding a mark the same and a shift within a chunk, and once in a chunk's
/// length O(n / <see cref="ChunkSize"/>); the marks over a place O(n / <see cref="ChunkSize"/> + k <see cref="ChunkSize"/>) at worst.</para>
/// </remarks>
internal sealed class MarkAnchors(ChunkedArray<Mark> marks, Sequences sequences)
{
    private const int ChunkSize = 128;
    private readonly List<Chunk> _chunks = [];

    public bool IsEmpty => _chunks.Count == 0;

    /// <summary>The place before the first entry that comes after an anchor, entries at the anchor itself being before it.</summary>
    public Place After(MarkAnchor anchor) => Find(anchor, orAt: true);

    /// <summary>The place before the first entry that is at an anchor or comes after it.</summary>
    public Place Before(MarkAnchor anchor) => Find(anchor, orAt: false);

    /// <summary>The entry at a place, and the place after it.</summary>
    public bool TryRead(ref Place place, out Entry entry)
    {
        entry = default;
        if (place.Chunk < _chunks.Count && place.Slot == _chunks[place.Chunk].Count) place = new Place(place.Chunk + 1, 0);
        if (place.Chunk >= _chunks.Count) return false;
        entry = _chunks[place.Chunk].Entries[place.Slot];
        place = place with { Slot = place.Slot + 1 };
        return true;
    }

    /// <summary>The entry before a place, and the place before it.</summary>
    public bool TryReadBack(ref Place place, out Entry entry)
    {
        entry = default;
        while (place.Slot == 0)
        {
            if (place.Chunk == 0) return false;
            place = new Place(place.Chunk - 1, _chunks[place.Chunk - 1].Count);
        }
        place = place with { Slot = place.Slot - 1 };
        entry = _chunks[place.Chunk].Entries[place.Slot];
        return true;
    }

    public MarkAnchor AnchorOf(Entry entry) => entry.IsEnd ? marks[entry.Mark].End : marks[entry.Mark].Start;

    /// <summary>Adds to a list the marks that begin before a place and end after it.</summary>
    public void CollectOver(Place place, List<int> over)
    {
        for (int i = 0; i <= place.Chunk && i < _chunks.Count; i++)
        {
            Chunk chunk = _chunks[i];
            if (chunk.Furthest < 0 || !EndsAfter(chunk.Furthest, place)) continue;
            int count = i == place.Chunk ? place.Slot : chunk.Count;
            foreach (Entry entry in chunk.Entries.AsSpan(0, count))
                if (!entry.IsEnd && EndsAfter(entry.Mark, place)) over.Add(entry.Mark);
        }
    }

    public void Add(int mark)
    {
        ref Mark item = ref marks[mark];
        item.EndChunk = Insert(After(item.End), new Entry(mark, true));
        Chunk start = Insert(After(item.Start), new Entry(mark, false));
        if (start.Furthest < 0 || CompareEnds(mark, start.Furthest) > 0) start.Furthest = mark;
    }

    /// <summary>Takes out the mark that was added last: it is the last among the entries at its places.</summary>
    public void RemoveLast(int mark)
    {
        ref Mark item = ref marks[mark];
        Remove(item.Start, new Entry(mark, false));
        Remove(item.End, new Entry(mark, true));
    }

    private Place Find(MarkAnchor anchor, bool orAt)
    {
        int low = 0, high = _chunks.Count;              // the last chunk whose first entry stands before the place
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (IsBefore(_chunks[middle].Entries[0], anchor, orAt)) low = middle + 1;
            else high = middle;
        }
        if (low == 0) return default;
        Chunk chunk = _chunks[low - 1];
        int from = 1, to = chunk.Count;
        while (from < to)
        {
            int middle = (from + to) >>> 1;
            if (IsBefore(chunk.Entries[middle], anchor, orAt)) from = middle + 1;
            else to = middle;
        }
        return new Place(low - 1, from);
    }

    private bool IsBefore(Entry entry, MarkAnchor anchor, bool orAt)
    {
        int order = sequences.Compare(AnchorOf(entry), anchor);
        return order < 0 || (orAt && order == 0);
    }

    private bool EndsAfter(int mark, Place place)
    {
        Chunk chunk = marks[mark].EndChunk;
        if (chunk.Number != place.Chunk) return chunk.Number > place.Chunk;
        return chunk.Entries.AsSpan(0, chunk.Count).IndexOf(new Entry(mark, true)) >= place.Slot;
    }

    private int CompareEnds(int left, int right)
    {
        int order = marks[left].EndChunk.Number - marks[right].EndChunk.Number;
        return order != 0 ? order : sequences.Compare(marks[left].End, marks[right].End);
    }

    private Chunk Insert(Place place, Entry entry)
    {
        if (_chunks.Count == 0) _chunks.Add(new Chunk());
        Chunk chunk = _chunks[place.Chunk];
        int slot = place.Slot;
        if (chunk.Count == ChunkSize)
        {
            Divide(chunk);
            if (slot > chunk.Count)
            {
                slot -= chunk.Count;
                chunk = _chunks[chunk.Number + 1];
            }
        }
        if (chunk.Count == chunk.Entries.Length) Array.Resize(ref chunk.Entries, chunk.Count * 2);
        chunk.Entries.AsSpan(slot, chunk.Count - slot).CopyTo(chunk.Entries.AsSpan(slot + 1));
        chunk.Entries[slot] = entry;
        chunk.Count++;
        return chunk;
    }

    private void Divide(Chunk chunk)
    {
        const int half = ChunkSize / 2;
        var rest = new Chunk { Entries = new Entry[ChunkSize], Count = half };
        chunk.Entries.AsSpan(half).CopyTo(rest.Entries);
        chunk.Count = half;
        _chunks.Insert(chunk.Number + 1, rest);
        for (int i = chunk.Number + 1; i < _chunks.Count; i++) _chunks[i].Number = i;
        foreach (Entry entry in rest.Entries.AsSpan(0, half))
            if (entry.IsEnd) marks[entry.Mark].EndChunk = rest;
        FindFurthest(chunk);
        FindFurthest(rest);
    }

    private void Remove(MarkAnchor anchor, Entry entry)
    {
        Place place = After(anchor);
        Chunk chunk = _chunks[place.Chunk];
        int slot = chunk.Entries.AsSpan(0, place.Slot).LastIndexOf(entry);
        chunk.Entries.AsSpan(slot + 1, chunk.Count - slot - 1).CopyTo(chunk.Entries.AsSpan(slot));
        chunk.Count--;
        if (chunk.Count == 0)
        {
            _chunks.RemoveAt(place.Chunk);
            for (int i = place.Chunk; i < _chunks.Count; i++) _chunks[i].Number = i;
        }
        else if (chunk.Furthest == entry.Mark)
        {
            FindFurthest(chunk);
        }
    }

    private void FindFurthest(Chunk chunk)
    {
        chunk.Furthest = -1;
        foreach (Entry entry in chunk.Entries.AsSpan(0, chunk.Count))
            if (!entry.IsEnd && (chunk.Furthest < 0 || CompareEnds(entry.Mark, chunk.Furthest) > 0)) chunk.Furthest = entry.Mark;
    }

    /// <summary>One anchor of a mark.</summary>
    internal readonly record struct Entry(int Mark, bool IsEnd);

    /// <summary>A place between two entries.</summary>
    internal readonly record struct Place(int Chunk, int Slot)
    {
        public bool IsBefore(Place other) => Chunk != other.Chunk ? Chunk < other.Chunk : Slot < other.Slot;
    }

    internal sealed class Chunk
    {
        public Entry[] Entries = new Entry[4];
        public int Count;

        /// <summary>Its index in the list.</summary>
        public int Number;

        /// <summary>Of the marks that begin here, the one that ends last; -1 where none begins.</summary>
        public int Furthest = -1;
    }
}
