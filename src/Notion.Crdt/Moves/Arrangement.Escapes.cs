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
    private readonly Dictionary<BlockNode, List<BlockNode>> _escapees = [];     // by top
    private readonly HashSet<BlockNode> _returning = [];
    private readonly List<BlockNode> _escaping = [];
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
            if (_escapees.TryGetValue(block, out List<BlockNode>? own)) _returning.UnionWith(own);
            if (OldTop(block) is not { } top || !_escapees.TryGetValue(top, out List<BlockNode>? others)) continue;
            foreach (BlockNode other in others)
                if (StoodUnder(other, block)) _returning.Add(other);
        }
    }

    private BlockNode? OldTop(BlockNode block)
    {
        BlockNode at = block;
        while (at.Stood is { } stood && stood.Parent != blocks.Trash) at = stood.Parent;
        return at.Stood is null || at == block ? null : at;
    }

    private static bool StoodUnder(BlockNode block, BlockNode ancestor)
    {
        for (BlockNode? at = block; at is not null; at = at.Stood?.Parent)
            if (at == ancestor) return true;
        return false;
    }

    private void Return(BlockNode block)
    {
        ForgetEscape(block);
        StandAsPlaced(block);
    }

    private void ForgetEscape(BlockNode block)
    {
        if (block.EscapedFrom is not { } top) return;
        List<BlockNode> escapees = _escapees[top];
        escapees.Remove(block);
        if (escapees.Count == 0) _escapees.Remove(top);
        block.EscapedFrom = null;
        _astray.Remove(block);
        _grounded.Remove(block);
    }

    /// <summary>The top of a block: the deleted block that it is placed in, at any depth.</summary>
    private BlockNode? Top(BlockNode block)
    {
        BlockNode at = block;
        while (at.Placed is { } placed && placed.Parent != blocks.Trash) at = placed.Parent;
        return at.Placed is null || at == block ? null : at;
    }

    private void FindEscapes(bool mayLandElsewhere)
    {
        _escaping.Clear();
        foreach (BlockNode block in _changed) FindEscapes(block);
        foreach (BlockNode block in _returning)
            if (!block.Escaped) FindEscapes(block);
        foreach (BlockNode block in _escaping)
        {
            BlockNode top = block.EscapedFrom!;
            if (!_escapees.TryGetValue(top, out List<BlockNode>? escapees)) _escapees.Add(top, escapees = []);
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
        if (block.Escaped || Top(block) is not { } top) return;
        Stamp deletion = top.Placed!.Stamp;
        for (BlockNode at = placed.Parent; at != top; at = at.Placed!.Parent)
            if (replicas.AreConcurrent(at.Placed!.Stamp, deletion)) return;
        if (replicas.AreConcurrent(placed.Stamp, deletion)) Escape(block, top);
        else CollectEscapes(block, top, deletion);
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
    private static void StandInPlaceOf(BlockNode top, BlockNode block)
    {
        Placement deletion = top.Placed!;
        string nested = deletion.OldPosition! + PositionLevel.Escaped + block.Placed!.Position;
        block.Detach();
        block.Attach(deletion.OldParent!, nested.Length <= FractionalIndex.MaxLength ? nested : deletion.OldPosition!, PlacementKind.Child);
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
            block.Detach();
            block.Attach(blocks.Root, position, PlacementKind.Child);
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
        BlockNode? passed = null;
        int steps = 0, power = 1;
        for (BlockNode? at = block; at != blocks.Root; at = at.Parent)
        {
            if (at is null) return false;               // new: nothing has stood in it yet
            if (at == blocks.Trash || at == passed || _grounded.Contains(at)) return true;
            if (++steps == power) (passed, power) = (at, power * 2);
        }
        return false;
    }

    private bool LandsBadly(BlockNode block)
    {
        BlockNode? passed = null;
        int steps = 0, power = 1;
        for (BlockNode? at = block.Parent; at is not null && at != blocks.Root; at = at.Parent)
        {
            if (at == block || at == blocks.Trash) return true;
            if (at == passed) return false;             // a cycle of other escaped blocks (found as Brent does), which their own turn will open
            if (++steps == power) (passed, power) = (at, power * 2);
        }
        return false;
    }
}
