namespace Notion.Crdt;

/// <summary>
/// How often characters were erased beyond what their span says. A character's count is its erasures less its restorations, and it is shown while that is not
/// above 0; a span that is shown says 0, and one that is deleted 1. What differs from that is kept here, and it is little: several people erased the same at once,
/// or took back what others had erased, too.
/// </summary>
/// <remarks>
/// <para>Ranges of one replica's counters, disjoint, none with a difference of 0; neighbours that differ alike are one range.</para>
/// <para>A <see cref="SpanIndex"/> finds the range of a counter: two binary searches, and a shift within one chunk to add one.</para>
/// </remarks>
internal sealed class ErasureCounts
{
    private readonly List<Ranges?> _replicas = [];

    /// <summary>Whether nothing differs, as in a document that nobody erased in at the same time as somebody else.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>What the count at a counter adds to that of the span, and up to which counter that is so.</summary>
    public (long Extra, int End) At(int replica, int counter)
    {
        if (replica >= _replicas.Count || _replicas[replica] is not { } ranges) return (0, int.MaxValue);
        int at = ranges.Index.Find(counter);
        if (at >= 0 && counter < ranges.Items[at].End) return (ranges.Items[at].Extra, ranges.Items[at].End);
        int next = at < 0 ? ranges.First : ranges.Items[at].Next;
        return (0, next < 0 ? int.MaxValue : ranges.Items[next].Counter);
    }

    /// <summary>Sets what the counts from one counter to another add to those of their spans. They all had the same until now.</summary>
    public void Set(int replica, int from, int to, long extra)
    {
        while (replica >= _replicas.Count) _replicas.Add(null);
        Ranges ranges = _replicas[replica] ??= new Ranges();
        IsEmpty = false;
        ranges.Set(from, to, extra);
    }

    /// <summary>All ranges of a replica, by counter.</summary>
    public IEnumerable<(int Counter, int Length, long Extra)> Of(int replica)
    {
        if (replica >= _replicas.Count || _replicas[replica] is not { } ranges) yield break;
        for (int at = ranges.First; at >= 0; at = ranges.Items[at].Next)
            yield return (ranges.Items[at].Counter, ranges.Items[at].End - ranges.Items[at].Counter, ranges.Items[at].Extra);
    }

    private struct Item
    {
        public int Counter, End, Previous, Next;
        public long Extra;
    }

    private sealed class Ranges
    {
        public SpanIndex Index { get; } = new();

        public ChunkedArray<Item> Items { get; } = new(8);

        public int First { get; private set; } = -1;

        public void Set(int from, int to, long extra)
        {
            int before = Index.Find(from);
            if (before >= 0 && Items[before].End > from)
            {
                // Part of a range: cut what lies outside off, and take the middle away.
                Item old = Items[before];
                int previous = old.Previous;
                Remove(before);
                if (old.Counter < from) previous = Insert(previous, old.Counter, from, old.Extra);
                int middle = previous;
                if (old.End > to) Insert(previous, to, old.End, old.Extra);
                before = middle;
            }
            if (extra == 0) return;
            int next = before < 0 ? First : Items[before].Next;
            if (next >= 0 && Items[next].Counter == to && Items[next].Extra == extra)
            {
                to = Items[next].End;
                Remove(next);
            }
            if (before >= 0 && Items[before].End == from && Items[before].Extra == extra) Items[before].End = to;
            else Insert(before, from, to, extra);
        }

        private int Insert(int previous, int from, int to, long extra)
        {
            int at = Items.Add();
            int next = previous < 0 ? First : Items[previous].Next;
            Items[at] = new Item { Counter = from, End = to, Extra = extra, Previous = previous, Next = next };
            if (previous < 0) First = at;
            else Items[previous].Next = at;
            if (next >= 0) Items[next].Previous = at;
            Index.Add(from, at);
            return at;
        }

        private void Remove(int at)
        {
            Item item = Items[at];
            if (item.Previous < 0) First = item.Next;
            else Items[item.Previous].Next = item.Next;
            if (item.Next >= 0) Items[item.Next].Previous = item.Previous;
            Index.Remove(item.Counter);
            Items.Release(at);
        }
    }
}
