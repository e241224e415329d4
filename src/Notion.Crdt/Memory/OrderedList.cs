namespace Notion.Crdt;

/// <summary>
/// A list for very many items that come and go anywhere, in an order that a comparer knows: a B+tree whose nodes count what lies under them.
/// </summary>
/// <remarks>
/// <para>Up to <see cref="NodeSize"/> items are one array, so a short list costs what a <see cref="List{T}"/> does. Looking an item up, inserting, removing and indexing take O(log n); going through all O(n).</para>
/// <para>Invariants: an inner node's items are the first ones under each of its children, and its counts how many lie there; no node but the root is empty. A node that becomes small is
/// put together with one beside it, so the height stays logarithmic.</para>
/// <para>Do not change the list while going through it.</para>
/// </remarks>
internal sealed class OrderedList<T>
    where T : class
{
    private const int NodeSize = 64;
    private const int Small = NodeSize / 4, Full = NodeSize * 3 / 4;

    private Node _root = new(isInner: false, capacity: 4);

    public int Count { get; private set; }

    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            Node leaf = LeafAt(ref index);
            return leaf.Items[index];
        }
    }

    /// <summary>The place of an item, or of where it would be as the complement.</summary>
    public int Find<TComparer>(T item, TComparer comparer)
        where TComparer : IComparer<T>
    {
        Node node = _root;
        int before = 0;
        while (node.Below is { } below)
        {
            int slot = node.Find(item, comparer);
            if (slot < 0) slot = Math.Max(~slot - 1, 0);
            for (int i = 0; i < slot; i++) before += node.Counts![i];
            node = below[slot];
        }
        int at = node.Find(item, comparer);
        return at >= 0 ? before + at : ~(before + ~at);
    }

    /// <summary>Puts an item at a place, which must be the one that the order wants.</summary>
    public void Insert(int index, T item)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)index, (uint)Count, nameof(index));
        Count++;
        if (Insert(_root, index, item) is not { } half) return;
        Node left = _root;
        _root = new Node(isInner: true, capacity: 4);
        _root.Insert(0, left.Items[0], left);
        _root.Insert(1, half.Items[0], half);
    }

    /// <summary>Puts an item behind all others, where the order must want it.</summary>
    public void Add(T item) => Insert(Count, item);

    public void RemoveAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
        Count--;
        Remove(_root, index);
        while (_root.Below is { } below && _root.Length == 1) _root = below[0];
        if (Count == 0) _root = new Node(isInner: false, capacity: 4);
    }

    public T[] ToArray()
    {
        var all = new T[Count];
        for (int at = 0; at < all.Length;)
        {
            ReadOnlySpan<T> run = RunAt(at);
            run.CopyTo(all.AsSpan(at));
            at += run.Length;
        }
        return all;
    }

    /// <summary>Adds all items to a list.</summary>
    public void AddTo(List<T> list)
    {
        for (int at = 0; at < Count;)
        {
            ReadOnlySpan<T> run = RunAt(at);
            list.AddRange(run);
            at += run.Length;
        }
    }

    public Enumerator GetEnumerator() => new(this);

    /// <summary>The items from an index on that lie side by side.</summary>
    private ReadOnlySpan<T> RunAt(int index)
    {
        Node leaf = LeafAt(ref index);
        return leaf.Items.AsSpan(index, leaf.Length - index);
    }

    private Node LeafAt(ref int index)
    {
        Node node = _root;
        while (node.Below is { } below) node = below[node.SlotOf(ref index)];
        return node;
    }

    /// <returns>The second half of the node, where it had to be split.</returns>
    private static Node? Insert(Node node, int index, T item)
    {
        if (node.Below is not { } below)
        {
            Node? half = node.Length < NodeSize ? null : node.SplitAt(index == NodeSize ? NodeSize : NodeSize / 2);
            if (half is not null && index >= node.Length) half.Insert(index - node.Length, item, below: null);
            else node.Insert(index, item, below: null);
            return half;
        }
        int at = index, slot = node.SlotOf(ref at);
        Node? right = Insert(below[slot], at, item);
        node.Refresh(slot);
        if (right is null) return null;
        Node? rest = node.Length < NodeSize ? null : node.SplitAt(slot == NodeSize - 1 ? NodeSize : NodeSize / 2);
        int to = slot + 1;
        if (rest is not null && to >= node.Length) rest.Insert(to - node.Length, right.Items[0], right);
        else node.Insert(to, right.Items[0], right);
        return rest;
    }

    private static void Remove(Node node, int index)
    {
        if (node.Below is not { } below)
        {
            node.RemoveAt(index);
            return;
        }
        int slot = node.SlotOf(ref index);
        Remove(below[slot], index);
        if (below[slot].Length == 0)
        {
            node.RemoveAt(slot);
            return;
        }
        node.Refresh(slot);
        if (below[slot].Length >= Small || node.Length == 1) return;
        int left = slot == 0 ? 0 : slot - 1;
        if (below[left].Length + below[left + 1].Length > Full) return;
        below[left].Append(below[left + 1]);
        node.RemoveAt(left + 1);
        node.Refresh(left);
    }

    public struct Enumerator(OrderedList<T> list)
    {
        private T[] _run = [];
        private int _at = -1, _end, _next;

        public readonly T Current => _run[_at];

        public bool MoveNext()
        {
            if (++_at < _end) return true;
            if (_next == list.Count) return false;
            int index = _next;
            Node leaf = list.LeafAt(ref index);
            (_run, _at, _end) = (leaf.Items, index, leaf.Length);
            _next += _end - index;
            return true;
        }
    }

    private sealed class Node(bool isInner, int capacity)
    {
        public T[] Items = new T[capacity];
        public Node[]? Below = isInner ? new Node[capacity] : null;
        public int[]? Counts = isInner ? new int[capacity] : null;
        public int Length;

        public int Find<TComparer>(T item, TComparer comparer)
            where TComparer : IComparer<T>
        {
            int low = 0, high = Length - 1;
            while (low <= high)
            {
                int middle = (low + high) >>> 1;
                int order = comparer.Compare(Items[middle], item);
                if (order == 0) return middle;
                if (order < 0) low = middle + 1;
                else high = middle - 1;
            }
            return ~low;
        }

        /// <summary>The child that holds an index, which becomes that in the child; the last for the end.</summary>
        public int SlotOf(ref int index)
        {
            int slot = 0;
            for (; slot < Length - 1 && index >= Counts![slot]; slot++) index -= Counts[slot];
            return slot;
        }

        public void Insert(int slot, T item, Node? below)
        {
            if (Length == Items.Length) Grow(Math.Min(Length * 2, NodeSize));
            Array.Copy(Items, slot, Items, slot + 1, Length - slot);
            Items[slot] = item;
            if (below is not null)
            {
                Array.Copy(Below!, slot, Below!, slot + 1, Length - slot);
                Array.Copy(Counts!, slot, Counts!, slot + 1, Length - slot);
                Below![slot] = below;
                Counts![slot] = below.Total();
            }
            Length++;
        }

        public void RemoveAt(int slot)
        {
            Length--;
            Array.Copy(Items, slot + 1, Items, slot, Length - slot);
            Items[Length] = null!;
            if (Below is null) return;
            Array.Copy(Below, slot + 1, Below, slot, Length - slot);
            Array.Copy(Counts!, slot + 1, Counts!, slot, Length - slot);
            Below[Length] = null!;
        }

        /// <summary>Brings what is known of a child up to date.</summary>
        public void Refresh(int slot)
        {
            Items[slot] = Below![slot].Items[0];
            Counts![slot] = Below[slot].Total();
        }

        public Node SplitAt(int slot)
        {
            var half = new Node(Below is not null, NodeSize);
            int moved = Length - slot;
            Array.Copy(Items, slot, half.Items, 0, moved);
            Array.Clear(Items, slot, moved);
            if (Below is not null)
            {
                Array.Copy(Below, slot, half.Below!, 0, moved);
                Array.Copy(Counts!, slot, half.Counts!, 0, moved);
                Array.Clear(Below, slot, moved);
            }
            half.Length = moved;
            Length = slot;
            return half;
        }

        public void Append(Node other)
        {
            if (Items.Length < Length + other.Length) Grow(NodeSize);
            Array.Copy(other.Items, 0, Items, Length, other.Length);
            if (Below is not null)
            {
                Array.Copy(other.Below!, 0, Below, Length, other.Length);
                Array.Copy(other.Counts!, 0, Counts!, Length, other.Length);
            }
            Length += other.Length;
        }

        private int Total()
        {
            if (Counts is null) return Length;
            int total = 0;
            foreach (int count in Counts.AsSpan(0, Length)) total += count;
            return total;
        }

        private void Grow(int capacity)
        {
            Array.Resize(ref Items, capacity);
            if (Below is null) return;
            Array.Resize(ref Below, capacity);
            Array.Resize(ref Counts, capacity);
        }
    }
}
