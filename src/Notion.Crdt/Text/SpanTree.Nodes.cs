namespace Notion.Crdt;

/// <summary>Growing and shrinking: how nodes divide when they are full and go when they are empty.</summary>
internal sealed partial class SpanTree
{
    /// <summary>Makes sure that the leaf can take one more entry at or just after the slot; the place may move to another leaf.</summary>
    private void MakeRoom(ref int leaf, ref int slot)
    {
        if (_leaves[leaf].Count < Capacity) return;
        int other = AddLeaf();
        ref Leaf left = ref _leaves[leaf];
        ref Leaf right = ref _leaves[other];
        int keep = slot == Capacity ? Capacity - 1 : Capacity / 2;      // appending: leave the full leaf nearly full
        MoveTail(ref left, ref right, other, keep);

        right.Next = left.Next;
        right.Previous = leaf;
        if (left.Next >= 0) _leaves[left.Next].Previous = other;
        else _lastLeaf = other;
        left.Next = other;

        InsertChild(left.Parent, leaf, other, 0);
        if (slot > keep || (slot == keep && keep == Capacity / 2))
        {
            leaf = other;
            slot -= keep;
        }
    }

    private void MoveTail(ref Leaf left, ref Leaf right, int rightNumber, int keep)
    {
        int moved = left.Count - keep;
        ((ReadOnlySpan<int>)left.Spans).Slice(keep, moved).CopyTo(right.Spans);
        ((ReadOnlySpan<int>)left.Units).Slice(keep, moved).CopyTo(right.Units);
        left.Count = keep;
        right.Count = moved;
        for (int i = 0; i < moved; i++) _spans[right.Spans[i]].Leaf = rightNumber;
    }

    /// <summary>Enters a node that was divided off <paramref name="child"/> after it, and writes the counts of both.</summary>
    private void InsertChild(int parent, int child, int other, int level)
    {
        _pathLeaf = -1;
        if (level == _height)
        {
            parent = AddInner();
            _root = parent;
            _height++;
            ref Inner root = ref _inners[parent];
            root.Count = 1;
            root.Children[0] = child;
            SetParent(child, parent, level);
        }
        int slot = _inners[parent].SlotOf(child);
        if (_inners[parent].Count == Capacity)
        {
            int half = AddInner();
            ref Inner left = ref _inners[parent];
            ref Inner right = ref _inners[half];
            const int keep = Capacity / 2;
            ((ReadOnlySpan<int>)left.Children)[keep..].CopyTo(right.Children);
            ((ReadOnlySpan<int>)left.Units)[keep..].CopyTo(right.Units);
            ((ReadOnlySpan<int>)left.Boundaries)[keep..].CopyTo(right.Boundaries);
            left.Count = right.Count = keep;
            for (int i = 0; i < keep; i++) SetParent(right.Children[i], half, level);
            InsertChild(left.Parent, parent, half, level + 1);
            if (slot >= keep)
            {
                parent = half;
                slot -= keep;
            }
        }
        ref Inner node = ref _inners[parent];
        Span<int> children = node.Children, units = node.Units, boundaries = node.Boundaries;
        children[(slot + 1)..node.Count].CopyTo(children[(slot + 2)..]);
        units[(slot + 1)..node.Count].CopyTo(units[(slot + 2)..]);
        boundaries[(slot + 1)..node.Count].CopyTo(boundaries[(slot + 2)..]);
        node.Count++;
        children[slot + 1] = other;
        SetParent(other, parent, level);
        (units[slot], boundaries[slot]) = Sum(child, level);
        (units[slot + 1], boundaries[slot + 1]) = Sum(other, level);
    }

    private (int Units, int Boundaries) Sum(int node, int level)
    {
        int units = 0, boundaries = 0;
        if (level == 0)
        {
            ref Leaf leaf = ref _leaves[node];
            foreach (int value in ((ReadOnlySpan<int>)leaf.Units)[..leaf.Count])
            {
                if (value >= 0) units += value;
                else boundaries++;
            }
            return (units, boundaries);
        }
        ref Inner inner = ref _inners[node];
        for (int i = 0; i < inner.Count; i++)
        {
            units += inner.Units[i];
            boundaries += inner.Boundaries[i];
        }
        return (units, boundaries);
    }

    private void SetParent(int node, int parent, int level)
    {
        if (level == 0) _leaves[node].Parent = parent;
        else _inners[node].Parent = parent;
    }

    private void RemoveLeaf(int leaf)
    {
        _pathLeaf = -1;
        ref Leaf node = ref _leaves[leaf];
        if (node.Previous >= 0) _leaves[node.Previous].Next = node.Next;
        else _firstLeaf = node.Next;
        if (node.Next >= 0) _leaves[node.Next].Previous = node.Previous;
        else _lastLeaf = node.Previous;

        int child = leaf, parent = node.Parent, level = 0;
        _leaves.Release(leaf);
        while (true)
        {
            ref Inner inner = ref _inners[parent];
            int slot = inner.SlotOf(child);
            Span<int> children = inner.Children, units = inner.Units, boundaries = inner.Boundaries;
            children[(slot + 1)..inner.Count].CopyTo(children[slot..]);
            units[(slot + 1)..inner.Count].CopyTo(units[slot..]);
            boundaries[(slot + 1)..inner.Count].CopyTo(boundaries[slot..]);
            inner.Count--;
            if (inner.Count > 0) break;
            child = parent;
            parent = inner.Parent;
            level++;
            _inners.Release(child);
        }
        while (_height > 0 && _inners[_root].Count == 1)
        {
            int only = _inners[_root].Children[0];
            _inners.Release(_root);
            _root = only;
            _height--;
        }
    }

    private int AddLeaf()
    {
        int leaf = _leaves.Add();
        ref Leaf node = ref _leaves[leaf];
        node.Next = node.Previous = -1;
        return leaf;
    }

    private int AddInner() => _inners.Add();
}
