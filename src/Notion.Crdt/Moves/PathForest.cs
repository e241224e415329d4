namespace Notion.Crdt;

/// <summary>
/// A forest in which everybody's way up may be asked for, and edges come and go: each answer in O(log n), whatever the depth.
/// </summary>
/// <remarks>
/// <para><b>Algorithm.</b> Link-cut trees: Sleator and Tarjan, "A data structure for dynamic trees" (1983), with splay trees (1985). The forest is cut into paths that lead upwards; each path is a splay tree
/// in the order of depth, which hangs by its root on the node above the path's upper end. Whoever is asked about is first made the lower end of the path from the top. No node is ever turned round, since
/// all ways lead up.</para>
/// <para><b>Rings.</b> Where everybody has at most one parent, but some ways lead back to where they came from, a group that is connected holds exactly one such ring. The edge that would close it is kept
/// apart, at the top of its tree, which has no other; it is put in as soon as another edge of the ring goes.</para>
/// <para><b>Invariants.</b> <c>Up</c> is the parent within a splay tree, or, for its root, the node above the path; 0 for none, which is why 0 is no node. What is left in a splay tree is above.</para>
/// <para><b>Complexity.</b> O(log n) amortized for everything. 12 bytes a node, in one array.</para>
/// </remarks>
internal sealed class PathForest
{
    private readonly Dictionary<int, int> _rings = [];  // by top: the node below it, or itself, on which it should hang
    private Node[] _nodes = new Node[16];

    /// <summary>Counts what was done, for tests.</summary>
    public long Steps { get; private set; }

    /// <summary>Takes up nodes 1 to <paramref name="count"/> - 1, each with its parent, 0 for none, in O(n).</summary>
    public void Build(int count, Func<int, int> parentOf)
    {
        Reserve(count - 1);
        var seen = new int[count];
        for (int start = 1; start < count; start++)
        {
            for (int at = start; at != 0 && seen[at] == 0; at = _nodes[at].Up)
            {
                seen[at] = start;
                int parent = parentOf(at);
                if (parent == 0) break;
                if (seen[parent] == start)
                {
                    _rings.Add(at, parent);
                    break;
                }
                _nodes[at].Up = parent;
            }
        }
    }

    /// <summary>Hangs a node, with all under it, on another; 0 for none.</summary>
    public void SetParent(int node, int parent)
    {
        Reserve(Math.Max(node, parent));
        if (!_rings.Remove(node)) Cut(node);
        if (parent == 0) return;
        if (Top(parent) == node) _rings.Add(node, parent);
        else Link(node, parent);
    }

    /// <summary>The uppermost node above one, itself where there is none; on the way to a ring, where the ring was left open.</summary>
    public int Top(int node)
    {
        Reserve(node);
        Access(node);
        int top = node;
        while (_nodes[top].Left != 0) top = _nodes[top].Left;
        Splay(top);
        return top;
    }

    /// <summary>Whether the way up from here never ends.</summary>
    public bool LeadsToRing(int node) => _rings.Count > 0 && _rings.ContainsKey(Top(node));

    /// <summary>Whether the way up from here leads back.</summary>
    public bool IsOnRing(int node) => _rings.Count > 0 && _rings.TryGetValue(Top(node), out int lower) && IsOnPath(node, lower);

    /// <summary>Whether a node is another, or on the way up from it.</summary>
    public bool IsAbove(int node, int below)
    {
        if (IsOnPath(node, below)) return true;
        return _rings.Count > 0 && _rings.TryGetValue(Top(below), out int lower) && IsOnPath(node, lower);
    }

    private bool IsOnPath(int node, int below)
    {
        Reserve(Math.Max(node, below));
        Access(below);
        if (node == below) return true;
        Splay(node);
        return _nodes[below].Up != 0;                   // the root of its path gave way: the node is on the same one
    }

    private void Cut(int node)
    {
        int top = _rings.Count > 0 ? Top(node) : 0;
        Access(node);
        int above = _nodes[node].Left;
        if (above == 0) return;
        _nodes[above].Up = 0;
        _nodes[node].Left = 0;
        if (top == 0 || !_rings.TryGetValue(top, out int lower) || Top(lower) == top) return;
        _rings.Remove(top);
        Link(top, lower);
    }

    private void Link(int top, int parent)
    {
        Access(parent);
        Access(top);
        _nodes[top].Up = parent;
    }

    /// <summary>Makes a node the lower end of the path from its top, and the root of that path's tree.</summary>
    private void Access(int node)
    {
        int below = 0;
        for (int at = node; at != 0; at = _nodes[at].Up)
        {
            Splay(at);
            _nodes[at].Right = below;
            below = at;
        }
        Splay(node);
    }

    private bool IsPathRoot(int node)
    {
        int up = _nodes[node].Up;
        return up == 0 || (_nodes[up].Left != node && _nodes[up].Right != node);
    }

    private void Splay(int node)
    {
        Steps++;
        while (!IsPathRoot(node))
        {
            int up = _nodes[node].Up;
            if (!IsPathRoot(up)) Rotate((_nodes[up].Left == node) == (_nodes[_nodes[up].Up].Left == up) ? up : node);
            Rotate(node);
        }
    }

    private void Rotate(int node)
    {
        Steps++;
        int up = _nodes[node].Up, above = _nodes[up].Up;
        if (!IsPathRoot(up))
        {
            if (_nodes[above].Left == up) _nodes[above].Left = node;
            else _nodes[above].Right = node;
        }
        int inner;
        if (_nodes[up].Left == node)
        {
            inner = _nodes[node].Right;
            _nodes[up].Left = inner;
            _nodes[node].Right = up;
        }
        else
        {
            inner = _nodes[node].Left;
            _nodes[up].Right = inner;
            _nodes[node].Left = up;
        }
        if (inner != 0) _nodes[inner].Up = up;
        _nodes[up].Up = node;
        _nodes[node].Up = above;
    }

    private void Reserve(int node)
    {
        if (node >= _nodes.Length) Array.Resize(ref _nodes, Math.Max(node + 1, _nodes.Length * 2));
    }

    private struct Node
    {
        public int Left, Right, Up;
    }
}
