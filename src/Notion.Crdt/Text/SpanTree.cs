using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Notion.Crdt;

/// <summary>
/// All text of a document in one B+tree: spans in leaves, with counts of visible UTF-16 units and active boundaries in the inner nodes.
/// </summary>
/// <remarks>
/// <para>The document's sequences stand one after the other, each begun by a <see cref="SpanKind.Head"/>; their order among each other means
/// nothing. A block's text is what lies between its boundary (or head) and the next active one.</para>
/// <para>Nodes are structs in <see cref="ChunkedArray{T}"/>s, addressed by number: no object per node and no allocation to change one.
/// A span's number never changes while it exists, so other structures may keep it.</para>
/// <para>Invariants: every leaf is equally deep and not empty (but for the only leaf of an empty tree); <c>span.Leaf</c> names the leaf that lists it;
/// a leaf's entry in <see cref="Leaf.Units"/> is the span's visible units, or <see cref="ActiveBoundary"/>; an inner node's counts are the sums of its child's.</para>
/// <para>Complexity: O(log n) for each method, O(1) for a neighbour. Nodes that become less than half full are not filled up again from their neighbours:
/// spans vanish only by merging into a neighbour and by rollback, so the tree stays shallow without it.</para>
/// </remarks>
internal sealed partial class SpanTree
{
    private const int Capacity = 32;
    private const int ActiveBoundary = -1;

    /// <summary>How large the chunks of spans are.</summary>
    public const int SpanChunkBits = 10;

    private ChunkedArray<Span> _spans = new(SpanChunkBits);
    private readonly ChunkedArray<Leaf> _leaves = new(8);
    private readonly ChunkedArray<Inner> _inners = new(7);
    private int _root;
    private int _height;                                // 0: the root is a leaf
    private int _firstLeaf;
    private int _lastLeaf;
    private int _recentSlot;                            // of the span that was looked up last, most often looked up again
    private int _pathLeaf = -1;                         // the leaf whose counts changed last; -1 since nodes came or went
    private (int Node, int Slot)[] _path = [];          // the way up from it: where each node, itself first, is listed in the one above

    public SpanTree()
    {
        _root = _firstLeaf = _lastLeaf = AddLeaf();
    }

    /// <summary>One more than the highest number of a span.</summary>
    public int Count => _spans.Count;

    public ref Span this[int span]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref _spans[span];
    }

    /// <summary>A new span, not yet in the tree.</summary>
    public int Allocate() => _spans.Add();

    /// <summary>Puts the span at the very end.</summary>
    public void Append(int span)
    {
        int slot = _leaves[_lastLeaf].Count;
        Insert(_lastLeaf, slot, span);
    }

    public void InsertAfter(int previous, int span)
    {
        int leaf = _spans[previous].Leaf;
        Insert(leaf, SlotOf(leaf, previous) + 1, span);
    }

    /// <summary>Cuts a span into its first <paramref name="length"/> elements, which keep its number, and the rest, whose number is returned.</summary>
    public int Split(int span, int length)
    {
        int rest = _spans.Add();
        ref Span left = ref _spans[span];
        ref Span right = ref _spans[rest];
        right = left;
        right.Counter += length;
        right.Length -= length;
        right.Content += length * (int)left.Kind;
        right.Left = new ElementId(left.Replica, right.Counter - 1);
        left.Length = length;

        int leaf = left.Leaf, slot = SlotOf(leaf, span);
        MakeRoom(ref leaf, ref slot);
        ref Leaf node = ref _leaves[leaf];
        node.Units[slot] = left.Deleted ? 0 : left.Units;
        Shift(ref node, slot + 1);
        node.Spans[slot + 1] = rest;
        node.Units[slot + 1] = right.Deleted ? 0 : right.Units;
        right.Leaf = leaf;
        return rest;
    }

    /// <summary>Takes the span out and releases its number.</summary>
    public void Remove(int span)
    {
        int leaf = _spans[span].Leaf, slot = SlotOf(leaf, span);
        ref Leaf node = ref _leaves[leaf];
        AddCounts(leaf, -Math.Max(0, node.Units[slot]), node.Units[slot] == ActiveBoundary ? -1 : 0);
        RemoveSlot(leaf, slot);
        _spans.Release(span);
    }

    /// <summary>Makes a shown span of text longer at its end.</summary>
    public void Extend(int span, int elements)
    {
        ref Span item = ref _spans[span];
        item.Length += elements;
        int units = elements * (int)item.Kind;
        _leaves[item.Leaf].Units[SlotOf(item.Leaf, span)] += units;
        AddCounts(item.Leaf, units, 0);
    }

    /// <summary>Writes the visible units of a span, after its length or its deletion changed, and adds the difference to the counts above.</summary>
    public void UpdateUnits(int span)
    {
        ref Span item = ref _spans[span];
        ref Leaf node = ref _leaves[item.Leaf];
        int slot = SlotOf(item.Leaf, span);
        int units = item.Deleted ? 0 : item.Units, change = units - node.Units[slot];
        if (change == 0) return;
        node.Units[slot] = units;
        AddCounts(item.Leaf, change, 0);
    }

    /// <summary>
    /// Hides the elements at one end of a shown span where the neighbour at that end is hidden and of the same run: the border between the two moves, so that going on to erase
    /// makes no span come and go for each character.
    /// </summary>
    /// <param name="span">The span, which keeps at least one element.</param>
    /// <param name="from">The first element to hide: 0, or those to hide are the last.</param>
    /// <param name="to">Behind the last element to hide.</param>
    /// <param name="border">The counter at which the right one of the two spans began.</param>
    /// <returns>The neighbour, which holds the elements now; -1 where there is none to take them.</returns>
    public int TryHideInNeighbour(int span, int from, int to, out int border)
    {
        ref Span item = ref _spans[span];
        ref Leaf node = ref _leaves[item.Leaf];
        int slot = SlotOf(item.Leaf, span);
        int neighbour = from > 0 ? NextOf(ref node, slot) : PreviousOf(ref node, slot);
        border = 0;
        if (neighbour < 0 || !_spans[neighbour].Deleted) return -1;
        ref Span left = ref from > 0 ? ref item : ref _spans[neighbour];
        ref Span right = ref from > 0 ? ref _spans[neighbour] : ref item;
        if (!right.GoesOn(left)) return -1;
        border = right.Counter;
        int moved = from > 0 ? from - to : to;
        left.Length += moved;
        right.Counter += moved;
        right.Content += moved * (int)right.Kind;
        right.Length -= moved;
        right.Left = left.Last;
        int units = (to - from) * (int)item.Kind;
        node.Units[slot] -= units;
        AddCounts(item.Leaf, -units, 0);
        return neighbour;
    }

    public bool IsActive(int boundary) => _leaves[_spans[boundary].Leaf].Units[SlotOf(_spans[boundary].Leaf, boundary)] == ActiveBoundary;

    public void SetActive(int boundary, bool active)
    {
        int leaf = _spans[boundary].Leaf, slot = SlotOf(leaf, boundary);
        int wanted = active ? ActiveBoundary : 0;
        if (_leaves[leaf].Units[slot] == wanted) return;
        _leaves[leaf].Units[slot] = wanted;
        AddCounts(leaf, 0, active ? 1 : -1);
    }

    /// <summary>Merges the next span of the same leaf into this one where the two are one run, deleted alike; says whether it did.</summary>
    public bool TryMergeNext(int span, out int removedCounter)
    {
        removedCounter = 0;
        ref Span left = ref _spans[span];
        ref Leaf node = ref _leaves[left.Leaf];
        int slot = SlotOf(left.Leaf, span);
        if (slot + 1 == node.Count) return false;
        int next = node.Spans[slot + 1];
        ref Span right = ref _spans[next];
        if (right.Deleted != left.Deleted || !right.GoesOn(left)) return false;
        removedCounter = right.Counter;
        left.Length += right.Length;
        node.Units[slot] += node.Units[slot + 1];
        RemoveSlot(left.Leaf, slot + 1);
        _spans.Release(next);
        return true;
    }

    private void Insert(int leaf, int slot, int span)
    {
        MakeRoom(ref leaf, ref slot);
        ref Leaf node = ref _leaves[leaf];
        ref Span item = ref _spans[span];
        Shift(ref node, slot);
        node.Spans[slot] = span;
        item.Leaf = leaf;
        int units = item.IsBoundary ? ActiveBoundary : item.Deleted ? 0 : item.Units;
        node.Units[slot] = units;
        AddCounts(leaf, Math.Max(0, units), units == ActiveBoundary ? 1 : 0);
    }

    private static void Shift(ref Leaf node, int slot)
    {
        Span<int> spans = node.Spans, units = node.Units;
        spans[slot..node.Count].CopyTo(spans[(slot + 1)..]);
        units[slot..node.Count].CopyTo(units[(slot + 1)..]);
        node.Count++;
    }

    private void RemoveSlot(int leaf, int slot)
    {
        ref Leaf node = ref _leaves[leaf];
        Span<int> spans = node.Spans, units = node.Units;
        spans[(slot + 1)..node.Count].CopyTo(spans[slot..]);
        units[(slot + 1)..node.Count].CopyTo(units[slot..]);
        node.Count--;
        if (node.Count == 0 && _height > 0) RemoveLeaf(leaf);
    }

    private int SlotOf(int leaf, int span)
    {
        ref Leaf node = ref _leaves[leaf];
        int slot = _recentSlot;
        return slot < node.Count && node.Spans[slot] == span ? slot : _recentSlot = node.Spans.IndexOf(span);
    }

    private void AddCounts(int leaf, int units, int boundaries)
    {
        if (leaf != _pathLeaf) FindPath(leaf);
        foreach ((int above, int slot) in _path.AsSpan(0, _height))
        {
            ref Inner node = ref _inners[above];
            node.Units[slot] += units;
            node.Boundaries[slot] += boundaries;
        }
    }

    private void FindPath(int leaf)
    {
        if (_path.Length < _height) Array.Resize(ref _path, _height + 2);
        int child = leaf, parent = _leaves[leaf].Parent;
        for (int level = 0; level < _height; level++)
        {
            ref Inner node = ref _inners[parent];
            _path[level] = (parent, node.SlotOf(child));
            child = parent;
            parent = node.Parent;
        }
        _pathLeaf = leaf;
    }

    [InlineArray(Capacity)]
    private struct Slots
    {
        private int _first;

        /// <summary>Where a number that is listed stands. What lies behind the last entry in use is not cleared, but comes later.</summary>
        public readonly int IndexOf(int value)
        {
            if (!Vector256.IsHardwareAccelerated) return ((ReadOnlySpan<int>)this).IndexOf(value);
            ref int first = ref Unsafe.AsRef(in _first);
            Vector256<int> wanted = Vector256.Create(value);
            uint found = Vector256.Equals(Vector256.LoadUnsafe(ref first), wanted).ExtractMostSignificantBits()
                | (Vector256.Equals(Vector256.LoadUnsafe(ref first, 8), wanted).ExtractMostSignificantBits() << 8)
                | (Vector256.Equals(Vector256.LoadUnsafe(ref first, 16), wanted).ExtractMostSignificantBits() << 16)
                | (Vector256.Equals(Vector256.LoadUnsafe(ref first, 24), wanted).ExtractMostSignificantBits() << 24);
            return BitOperations.TrailingZeroCount(found);
        }
    }

    private struct Leaf
    {
        public int Count;
        public int Parent;
        public int Previous;
        public int Next;
        public Slots Spans;
        public Slots Units;
    }

    private struct Inner
    {
        public int Count;
        public int Parent;
        public Slots Children;
        public Slots Units;
        public Slots Boundaries;

        public readonly int SlotOf(int child) => Children.IndexOf(child);
    }
}
