namespace Notion.Crdt;

/// <summary>Escapes from deletions, kept up with what changes: an update costs what it changes, not what ever escaped.</summary>
/// <remarks>
/// <para><b>Who escapes.</b> The blocks that are placed in a deleted one, its <em>top</em>, at any depth, by a placement concurrent with the deletion, with none such between. That
/// depends on the placements from the block up to its top alone. So where a placement changes, all that escaped from its block, or from the top above it by way of the block, <em>returns</em>
/// to its place; then the block, and what is placed under it, is looked at anew.</para>
/// <para><b>Where they land.</b> Where their top was deleted from; but a block whose way up from there does not end at the root is <em>astray</em>. Of those, in the order of ids, each that still
/// comes to the trash or to itself is <em>grounded</em>: it stands at the top level. Only edges on the way of an astray block matter for that. So nothing has to be decided anew unless a
/// changed block led astray before, or leads astray now and something that escaped stands in it.</para>
/// <para>Complexity: O(d) for a placement in a tree of depth d that nothing escaped into or from; else in proportion to what returns, what stands under what goes astray, and the astray.</para>
/// </remarks>
internal sealed partial class Arrangement
{
    private readonly Ancestry<WayAsStood> _stood = new(blocks);
    private readonly Dictionary<BlockNode, HashSet<BlockNode>> _escapees = [];  // by top
    private readonly HashSet<BlockNode> _returning = [];
    private readonly List<BlockNode> _escaping = [];
    private readonly Dictionary<BlockNode, bool> _leaves = [];  // of blocks in a deleted one: whether they, or what they are in, escape
    private readonly Stack<BlockNode> _way = [];
    private readonly List<BlockNode> _astray = [];
    private readonly HashSet<BlockNode> _grounded = [];

    public bool HasEscaped => _escapees.Count > 0;

    /// <summary>While everything stands as before: which escaped blocks have a changed placement on their way to their top.</summary>
    private void FindReturning()
    {
        _returning.Clear();
        if (_escapees.Count == 0) return;
        foreach (BlockNode block in _changed)
        {
            if (_escapees.TryGetValue(block, out HashSet<BlockNode>? own)) _returning.UnionWith(own);
            if (OldTop(block) is not { } top || !_escapees.TryGetValue(top, out HashSet<BlockNode>? others)) continue;
            foreach (BlockNode other in others)
                if (_stood.IsUnder(other, block)) _returning.Add(other);
        }
    }

    private BlockNode? OldTop(BlockNode block) => _stood.Top(block) is { Stood.Parent.IsTrash: true } top && top != block ? top : null;

    private void Return(BlockNode block)
    {
        ForgetEscape(block);
        StandAsPlaced(block);
    }

    private void ForgetEscape(BlockNode block)
    {
        if (block.EscapedFrom is not { } top) return;
        HashSet<BlockNode> escapees = _escapees[top];
        escapees.Remove(block);
        if (escapees.Count == 0) _escapees.Remove(top);
        block.EscapedFrom = null;
        _astray.Remove(block);
        _grounded.Remove(block);
    }

    /// <summary>The top of a block: the deleted block that it is placed in, at any depth.</summary>
    private BlockNode? Top(BlockNode block) => placing.Top(block) is { Placed.Parent.IsTrash: true } top && top != block ? top : null;

    private void FindEscapes(bool mayLandElsewhere)
    {
        _escaping.Clear();
        _leaves.Clear();
        foreach (BlockNode block in _changed) FindEscapes(block);
        foreach (BlockNode block in _returning)
            if (!block.Escaped) FindEscapes(block);
        foreach (BlockNode block in _escaping)
        {
            BlockNode top = block.EscapedFrom!;
            if (!_escapees.TryGetValue(top, out HashSet<BlockNode>? escapees)) _escapees.Add(top, escapees = []);
            escapees.Add(block);
            StandInPlaceOf(top, block);
        }
        if (_escapees.Count > 0) Land(mayLandElsewhere);
        foreach (BlockNode block in _escaping) SetBoundary(block, true);
    }

    private void FindEscapes(BlockNode block)
    {
        if (block.Placed is not { } placed) return;
        if (placed.IsDeletion)
        {
            if (!SawAll(placed.Stamp, deletions: false)) CollectEscapes(block, block, placed.Stamp);
            return;
        }
        if (block.Escaped || Top(block) is not { } top || LeavesBefore(placed.Parent, top)) return;
        Stamp deletion = top.Placed!.Stamp;
        if (replicas.AreConcurrent(placed.Stamp, deletion)) Escape(block, top);
        else CollectEscapes(block, top, deletion);
    }

    /// <summary>Whether, on the way from a block up to its top, a placement is concurrent with the deletion of that: what is under the block goes along with the one it places.</summary>
    private bool LeavesBefore(BlockNode block, BlockNode top)
    {
        // Of all but the changed and the returning it is known who escaped, so where a block stands tells it.
        if (_changed.Count + _returning.Count == 1) return block != top && Ancestors.Top(block) != top;
        Stamp deletion = top.Placed!.Stamp;
        bool leaves = false;
        _way.Clear();
        for (BlockNode at = block; at != top && !_leaves.TryGetValue(at, out leaves); at = at.Placed!.Parent) _way.Push(at);
        while (_way.TryPop(out BlockNode? at))
        {
            leaves |= replicas.AreConcurrent(at.Placed!.Stamp, deletion);
            _leaves.Add(at, leaves);
        }
        return leaves;
    }

    private void CollectEscapes(BlockNode under, BlockNode top, Stamp deletion)
    {
        _open.Push(under);
        while (_open.TryPop(out BlockNode? at))
        {
            if (at.Children is null) continue;
            foreach (BlockNode child in at.Children)
            {
                if (child.Escaped) continue;            // a guest, or found already
                if (replicas.AreConcurrent(child.Placed!.Stamp, deletion)) Escape(child, top);
                else _open.Push(child);
            }
        }
    }

    private void Escape(BlockNode block, BlockNode top)
    {
        block.EscapedFrom = top;
        _escaping.Add(block);
    }

    /// <summary>
    /// Right after where the deleted one stood (see docs/ordering.md): what escapes one deletion keeps its own order, and there is room between. No
    /// position that is given to a block has a 1 after a separator, so this one is nobody else's.
    /// </summary>
    private void StandInPlaceOf(BlockNode top, BlockNode block)
    {
        Placement deletion = top.Placed!;
        string nested = deletion.OldPosition! + PositionLevel.Escaped + block.Placed!.Position;
        Lift(block);
        Stand(block, deletion.OldParent!, nested.Length <= FractionalIndex.MaxLength ? nested : deletion.OldPosition!, PlacementKind.Child);
    }

    /// <summary>Decides anew which escaped blocks are grounded, where that may have changed.</summary>
    private void Land(bool mayLandElsewhere)
    {
        int known = _astray.Count;
        foreach (BlockNode block in _changed) CollectAstray(block);
        foreach (BlockNode block in _returning) CollectAstray(block);
        foreach (BlockNode block in _escaping) CollectAstray(block);
        if (!mayLandElsewhere && _astray.Count == known) return;

        foreach (BlockNode block in _grounded) StandInPlaceOf(block.EscapedFrom!, block);
        _grounded.Clear();
        var seen = new HashSet<BlockNode>();
        _astray.RemoveAll(block => !seen.Add(block) || !IsAstray(block));
        _astray.Sort((left, right) => left.Id.CompareTo(right.Id));
        foreach (BlockNode block in _astray)
        {
            if (!LandsBadly(block)) continue;
            string position = block.Position;
            Lift(block);
            Stand(block, Blocks.Root, position, PlacementKind.Child);
            _grounded.Add(block);
        }
    }

    /// <summary>Where a block leads astray, so does all that stands in it: what of that escaped is noted.</summary>
    private void CollectAstray(BlockNode block)
    {
        if (block.Parent is null || !IsAstray(block)) return;
        var seen = new HashSet<BlockNode> { block };
        _open.Push(block);
        while (_open.TryPop(out BlockNode? at))
        {
            if (at.Escaped) _astray.Add(at);
            if (at.Children is null) continue;
            foreach (BlockNode child in at.Children)
                if (seen.Add(child)) _open.Push(child);
        }
    }

    /// <summary>Whether the way up from a block, but for those that are grounded, ends in the trash or nowhere.</summary>
    private bool IsAstray(BlockNode block)
    {
        if (Ancestors.Top(block) is not { } top) return true;
        return top.Parent is { } end && (end.IsTrash || _grounded.Contains(top));   // without an end it is new: nothing has stood in it yet
    }

    /// <summary>A ring of other escaped blocks is none of its business: their own turn will open it.</summary>
    private bool LandsBadly(BlockNode block) => IsTrashed(block) || Ancestors.IsOnRing(block);
}
