namespace Notion.Crdt;

/// <summary>
/// The elements with one left origin, where so many people inserted at one place that looking at each of them for every new one would be slow.
/// </summary>
/// <remarks>
/// <para>A sequence is, in order, the tree of left origins: an element, then the trees of the elements that hang on it, its children. This keeps one element's children:
/// a list in the order of the text, and for each right origin those that share it, by replica.</para>
/// <para>Among the children, those whose right origin is no child come in the order of right origins, the furthest first. One whose right origin is a child
/// stands before that child, behind all that stands before it. Those with the same right origin are in the order of replicas. So the children are a forest in
/// postorder, in which the parent is the right origin, and a new one goes just behind the tree of the one before it with the same right origin; see <see cref="Sequences"/>.</para>
/// <para>From one writer, a later child stands further left: when it inserted, its place was just behind the common left origin.</para>
/// <para>Complexity: O(log n) to find a place, but where a new child is the first of a group, before which others nest: then as many steps as they are deep.</para>
/// </remarks>
internal sealed class ContestedPlace(ReplicaTable replicas)
{
    private readonly Dictionary<ElementId, Child> _children = [];
    private readonly Dictionary<ElementId, SortedSet<ElementId>> _groups = [];
    private readonly Dictionary<int, List<int>> _byWriter = [];         // counters, ascending
    private readonly List<ElementId> _outer = [];                       // right origins that are no children, the furthest first
    private readonly Comparer<ElementId> _byReplica = Comparer<ElementId>.Create((left, right) => replicas.Compare(left.Replica, right.Replica));

    /// <summary>The child that comes first; none while there is no child.</summary>
    public ElementId First { get; private set; } = ElementId.None;

    /// <summary>The last element known to hang on the place, directly or not. What has come since stands behind it.</summary>
    public ElementId End { get; set; } = ElementId.None;

    public IReadOnlyDictionary<int, List<int>> ByWriter => _byWriter;

    /// <summary>Whether a child is of the base of a generation, which everybody has seen.</summary>
    public bool HasBase { get; private set; }

    public bool Contains(ElementId element) => _children.ContainsKey(element);

    /// <summary>The child behind another; none when that is the last.</summary>
    public ElementId Next(ElementId child) => _children[child].Next;

    /// <summary>The right origin of a child.</summary>
    public ElementId RightOf(ElementId child) => _children[child].Right;

    /// <summary>Enters a child behind another, or as the first. Those with one right origin that is no child must come in any order, but after <see cref="Contains"/> can tell what is one.</summary>
    public void Add(ElementId child, ElementId right, ElementId behind)
    {
        ElementId next = behind.IsNone ? First : _children[behind].Next;
        _children[child] = new Child(behind, next, right);
        if (behind.IsNone) First = child;
        else _children[behind] = _children[behind] with { Next = child };
        if (!next.IsNone) _children[next] = _children[next] with { Previous = child };
        HasBase |= replicas[child.Replica].BaseEnd > 0;
        if (!_byWriter.TryGetValue(child.Replica, out List<int>? counters)) _byWriter.Add(child.Replica, counters = []);
        int at = counters.BinarySearch(child.Counter);
        counters.Insert(at < 0 ? ~at : at, child.Counter);
    }

    /// <summary>Enters a child, which is in the list, with those of its right origin.</summary>
    public void Group(ElementId child, Func<ElementId, ElementId, int> comparePositions)
    {
        ElementId right = RightOf(child);
        if (!_groups.TryGetValue(right, out SortedSet<ElementId>? group))
        {
            _groups.Add(right, group = new SortedSet<ElementId>(_byReplica));
            if (!Contains(right)) _outer.Insert(OuterBefore(right, comparePositions), right);
        }
        group.Add(child);
    }

    /// <summary>
    /// The child behind whose whole tree a new one goes; none: it becomes the first.
    /// </summary>
    /// <param name="replica">The new one's writer.</param>
    /// <param name="right">Its right origin.</param>
    /// <param name="comparePositions">Compares right origins by their places.</param>
    public ElementId FindBehind(int replica, ElementId right, Func<ElementId, ElementId, int> comparePositions)
    {
        if (_groups.TryGetValue(right, out SortedSet<ElementId>? group))
        {
            var wanted = new ElementId(replica, 0);
            if (_byReplica.Compare(group.Min, wanted) <= 0) return group.GetViewBetween(group.Min, wanted).Max;
            ElementId first = group.Min;
            while (_groups.TryGetValue(first, out SortedSet<ElementId>? nested)) first = nested.Min;
            return _children[first].Previous;
        }
        if (Contains(right)) return _children[right].Previous;
        int at = OuterBefore(right, comparePositions);
        return at == 0 ? ElementId.None : _groups[_outer[at - 1]].Max;
    }

    private int OuterBefore(ElementId right, Func<ElementId, ElementId, int> comparePositions)
    {
        int low = 0, high = _outer.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (comparePositions(_outer[middle], right) > 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private readonly record struct Child(ElementId Previous, ElementId Next, ElementId Right);
}
