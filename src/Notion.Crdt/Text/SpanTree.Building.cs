using System.Runtime.CompilerServices;

namespace Notion.Crdt;

/// <summary>Building a whole tree at once, bottom-up.</summary>
internal sealed partial class SpanTree
{
    /// <summary>Entries of a node that is built: some room is left, so that the first edit after a load does not divide nodes wherever it goes.</summary>
    private const int Filled = Capacity - 4;

    /// <summary>Fills an empty tree with spans, in the order of the text, which are its own from now on. All boundaries are active.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Build(ChunkedArray<Span> spans)
    {
        if (spans.Count == 0) return;
        _spans = spans;
        _pathLeaf = -1;
        int count = (spans.Count + Filled - 1) / Filled;
        _leaves.Reserve(count);
        var level = new List<(int Node, int Units, int Boundaries)>(count);
        for (int at = 0; at < spans.Count; at += Filled)
        {
            int leaf = at == 0 ? _firstLeaf : AddLeaf();
            if (at > 0) _leaves[_lastLeaf].Next = leaf;
            ref Leaf node = ref _leaves[leaf];
            node.Previous = at == 0 ? -1 : _lastLeaf;
            Span<int> numbers = node.Spans, units = node.Units;
            int sum = 0, boundaries = 0, filled = Math.Min(Filled, spans.Count - at);
            for (int slot = 0; slot < filled; slot++)
            {
                ref Span item = ref spans[at + slot];
                item.Leaf = leaf;
                numbers[slot] = at + slot;
                int kind = (int)item.Kind, shown = item.Deleted ? 0 : item.Length * kind;
                if (kind >= (int)SpanKind.Boundary)
                {
                    shown = ActiveBoundary;
                    boundaries++;
                    sum++;
                }
                units[slot] = shown;
                sum += shown;
            }
            node.Count = filled;
            _lastLeaf = leaf;
            level.Add((leaf, sum, boundaries));
        }
        while (level.Count > 1) level = BuildLevel(level);
        _root = level[0].Node;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private List<(int Node, int Units, int Boundaries)> BuildLevel(List<(int Node, int Units, int Boundaries)> below)
    {
        var level = new List<(int, int, int)>((below.Count + Filled - 1) / Filled);
        for (int at = 0; at < below.Count; at += Filled)
        {
            int number = AddInner();
            ref Inner node = ref _inners[number];
            node.Count = Math.Min(Filled, below.Count - at);
            int sum = 0, boundaries = 0;
            for (int slot = 0; slot < node.Count; slot++)
            {
                (node.Children[slot], node.Units[slot], node.Boundaries[slot]) = below[at + slot];
                SetParent(node.Children[slot], number, _height);
                sum += node.Units[slot];
                boundaries += node.Boundaries[slot];
            }
            level.Add((number, sum, boundaries));
        }
        _height++;
        return level;
    }
}
