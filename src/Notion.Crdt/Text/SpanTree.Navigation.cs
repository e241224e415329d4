namespace Notion.Crdt;

/// <summary>Finding: neighbours, order, units, boundaries.</summary>
internal sealed partial class SpanTree
{
    /// <summary>The first span of all; -1 in an empty tree.</summary>
    public int First => _leaves[_firstLeaf].Count > 0 ? _leaves[_firstLeaf].Spans[0] : -1;

    /// <summary>The last span of all; -1 in an empty tree.</summary>
    public int Last => _leaves[_lastLeaf].Count > 0 ? _leaves[_lastLeaf].Spans[_leaves[_lastLeaf].Count - 1] : -1;

    /// <summary>The span after this one; -1 after the last.</summary>
    public int Next(int span)
    {
        int leaf = _spans[span].Leaf;
        return NextOf(ref _leaves[leaf], SlotOf(leaf, span));
    }

    /// <summary>The span before this one; -1 before the first.</summary>
    public int Previous(int span)
    {
        int leaf = _spans[span].Leaf;
        return PreviousOf(ref _leaves[leaf], SlotOf(leaf, span));
    }

    private int NextOf(ref Leaf node, int slot)
    {
        if (++slot < node.Count) return node.Spans[slot];
        return node.Next < 0 ? -1 : _leaves[node.Next].Spans[0];
    }

    private int PreviousOf(ref Leaf node, int slot)
    {
        if (--slot >= 0) return node.Spans[slot];
        if (node.Previous < 0) return -1;
        ref Leaf before = ref _leaves[node.Previous];
        return before.Spans[before.Count - 1];
    }

    /// <summary>Whether one span stands before (negative), at (0) or after (positive) another.</summary>
    public int Compare(int left, int right)
    {
        if (left == right) return 0;
        int a = _spans[left].Leaf, b = _spans[right].Leaf;
        if (a == b) return SlotOf(a, left) - SlotOf(b, right);
        int parentA = _leaves[a].Parent, parentB = _leaves[b].Parent;
        while (parentA != parentB)
        {
            a = parentA;
            b = parentB;
            parentA = _inners[a].Parent;
            parentB = _inners[b].Parent;
        }
        ref Inner node = ref _inners[parentA];
        return node.SlotOf(a) - node.SlotOf(b);
    }

    /// <summary>Visible units of the whole tree that stand before the span.</summary>
    public int UnitsBefore(int span)
    {
        int leaf = _spans[span].Leaf, slot = SlotOf(leaf, span), units = 0;
        ref Leaf node = ref _leaves[leaf];
        for (int i = 0; i < slot; i++) units += Math.Max(0, node.Units[i]);
        int child = leaf, parent = node.Parent;
        for (int level = 0; level < _height; level++)
        {
            ref Inner inner = ref _inners[parent];
            int at = inner.SlotOf(child);
            for (int i = 0; i < at; i++) units += inner.Units[i];
            child = parent;
            parent = inner.Parent;
        }
        return units;
    }

    /// <summary>The span that shows a unit of the whole tree, counted from 0, and how many units of that span stand before it. There must be such a unit.</summary>
    public int FindUnit(int unit, out int before)
    {
        int node = _root;
        for (int level = _height; level > 0; level--)
        {
            ref Inner inner = ref _inners[node];
            int slot = 0;
            while (unit >= inner.Units[slot]) unit -= inner.Units[slot++];
            node = inner.Children[slot];
        }
        ref Leaf leaf = ref _leaves[node];
        int at = 0;
        while (unit >= Math.Max(0, leaf.Units[at])) unit -= Math.Max(0, leaf.Units[at++]);
        before = unit;
        return leaf.Spans[at];
    }

    /// <summary>
    /// Goes from a span to the one that shows the unit at <paramref name="offset"/>, if that is in this leaf or in one of the next few; else the answer is -1.
    /// </summary>
    /// <param name="span">Where to start.</param>
    /// <param name="before">The units that stand before the span, counted from where the offset is counted from; afterwards those before the answer.</param>
    /// <param name="offset">Counted from any place before both.</param>
    public int Walk(int span, ref int before, int offset)
    {
        const int furthest = 3;
        int leaf = _spans[span].Leaf, slot = SlotOf(leaf, span), sum = before;
        for (int steps = 0; steps < furthest && leaf >= 0; steps++)
        {
            ref Leaf node = ref _leaves[leaf];
            if (offset >= before)
            {
                for (; slot < node.Count; slot++)
                {
                    int units = Math.Max(0, node.Units[slot]);
                    if (offset < sum + units) return Found(ref before, sum, node.Spans[slot]);
                    sum += units;
                }
                leaf = node.Next;
                slot = 0;
            }
            else
            {
                if (slot < 0) slot = node.Count;
                while (--slot >= 0)
                {
                    sum -= Math.Max(0, node.Units[slot]);
                    if (offset >= sum) return Found(ref before, sum, node.Spans[slot]);
                }
                leaf = node.Previous;
            }
        }
        return -1;

        static int Found(ref int before, int sum, int span)
        {
            before = sum;
            return span;
        }
    }

    /// <summary>The nearest active boundary after the span; -1 if there is none.</summary>
    public int NextActiveBoundary(int span)
    {
        int leaf = _spans[span].Leaf, slot = SlotOf(leaf, span) + 1;
        ref Leaf node = ref _leaves[leaf];
        int found = ((ReadOnlySpan<int>)node.Units)[slot..node.Count].IndexOf(ActiveBoundary);
        if (found >= 0) return node.Spans[slot + found];
        int child = leaf, parent = node.Parent;
        for (int level = 0; level < _height; level++)
        {
            ref Inner inner = ref _inners[parent];
            for (int i = inner.SlotOf(child) + 1; i < inner.Count; i++)
                if (inner.Boundaries[i] > 0) return FirstBoundary(inner.Children[i], level);
            child = parent;
            parent = inner.Parent;
        }
        return -1;
    }

    /// <summary>The nearest active boundary before the span; -1 if there is none.</summary>
    public int PreviousActiveBoundary(int span)
    {
        int leaf = _spans[span].Leaf, slot = SlotOf(leaf, span);
        ref Leaf node = ref _leaves[leaf];
        int found = ((ReadOnlySpan<int>)node.Units)[..slot].LastIndexOf(ActiveBoundary);
        if (found >= 0) return node.Spans[found];
        int child = leaf, parent = node.Parent;
        for (int level = 0; level < _height; level++)
        {
            ref Inner inner = ref _inners[parent];
            for (int i = inner.SlotOf(child) - 1; i >= 0; i--)
                if (inner.Boundaries[i] > 0) return LastBoundary(inner.Children[i], level);
            child = parent;
            parent = inner.Parent;
        }
        return -1;
    }

    /// <summary>Visible units between a boundary and the next active one: the length of the block's own region.</summary>
    public int RegionUnits(int boundary)
    {
        int leaf = _spans[boundary].Leaf, slot = SlotOf(leaf, boundary) + 1, units = 0;
        ref Leaf node = ref _leaves[leaf];
        for (; slot < node.Count; slot++)
        {
            if (node.Units[slot] == ActiveBoundary) return units;
            units += node.Units[slot];
        }
        int child = leaf, parent = node.Parent;
        for (int level = 0; level < _height; level++)
        {
            ref Inner inner = ref _inners[parent];
            for (int i = inner.SlotOf(child) + 1; i < inner.Count; i++)
            {
                if (inner.Boundaries[i] > 0) return units + UnitsBeforeFirstBoundary(inner.Children[i], level);
                units += inner.Units[i];
            }
            child = parent;
            parent = inner.Parent;
        }
        return units;
    }

    /// <summary>The spans of a region that show something, in order: leaf by leaf, past what is hidden without looking at it.</summary>
    /// <param name="boundary">What begins the region.</param>
    public ShownSpans ShownIn(int boundary) => new(this, boundary);

    /// <summary>Goes through the spans of a region that show something. The tree must not change meanwhile.</summary>
    public struct ShownSpans
    {
        private readonly SpanTree _tree;
        private int _leaf;
        private int _slot;

        public ShownSpans(SpanTree tree, int boundary)
        {
            _tree = tree;
            _leaf = tree._spans[boundary].Leaf;
            _slot = tree.SlotOf(_leaf, boundary);
        }

        public int Current { get; private set; }

        public readonly ShownSpans GetEnumerator() => this;

        public bool MoveNext()
        {
            while (_leaf >= 0)
            {
                ref Leaf node = ref _tree._leaves[_leaf];
                for (int slot = _slot + 1; slot < node.Count; slot++)
                {
                    int units = node.Units[slot];
                    if (units == ActiveBoundary) return false;
                    if (units == 0) continue;
                    Current = node.Spans[slot];
                    _slot = slot;
                    return true;
                }
                _leaf = node.Next;
                _slot = -1;
            }
            return false;
        }
    }

    private int FirstBoundary(int node, int level)
    {
        for (; level > 0; level--)
        {
            ref Inner inner = ref _inners[node];
            int slot = 0;
            while (inner.Boundaries[slot] == 0) slot++;
            node = inner.Children[slot];
        }
        ref Leaf leaf = ref _leaves[node];
        return leaf.Spans[((ReadOnlySpan<int>)leaf.Units)[..leaf.Count].IndexOf(ActiveBoundary)];
    }

    private int LastBoundary(int node, int level)
    {
        for (; level > 0; level--)
        {
            ref Inner inner = ref _inners[node];
            int slot = inner.Count - 1;
            while (inner.Boundaries[slot] == 0) slot--;
            node = inner.Children[slot];
        }
        ref Leaf leaf = ref _leaves[node];
        return leaf.Spans[((ReadOnlySpan<int>)leaf.Units)[..leaf.Count].LastIndexOf(ActiveBoundary)];
    }

    private int UnitsBeforeFirstBoundary(int node, int level)
    {
        int units = 0;
        for (; level > 0; level--)
        {
            ref Inner inner = ref _inners[node];
            int slot = 0;
            while (inner.Boundaries[slot] == 0) units += inner.Units[slot++];
            node = inner.Children[slot];
        }
        ref Leaf leaf = ref _leaves[node];
        for (int i = 0; leaf.Units[i] != ActiveBoundary; i++) units += leaf.Units[i];
        return units;
    }
}
