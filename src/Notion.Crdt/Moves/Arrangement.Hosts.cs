namespace Notion.Crdt;

/// <summary>Joins into a text that somebody split at the same time: what was joined goes with the end of that text, which is another block's now.</summary>
/// <remarks>
/// A block that is joined into another, or is a continuation of it, was put behind all of that one's text as its author saw it. The boundaries that
/// others brought into that text meanwhile cut off its end. So a continuation stands under the last block in a row whose boundaries its author could
/// not see, and a joined block under the one whose region its own text flows into. Only live blocks in live ones are concerned, and never one that would come to stand
/// under itself: so neither escapes nor loose joins depend on it. Without a split concurrent with a join, the set of suspects is empty.
/// </remarks>
internal sealed partial class Arrangement
{
    private readonly HashSet<BlockNode> _flowing = [];
    private readonly HashSet<BlockNode> _suspectFlows = [];
    private readonly List<BlockNode> _rehosted = [];

    /// <summary>Blocks that a verb which rearranges others would let jump, unless they are first placed where they stand.</summary>
    /// <param name="moving">The block that goes elsewhere, perhaps out of the trash, with all that stands under it; null for none.</param>
    public BlockNode[] Unsettled(BlockNode? moving)
    {
        if (_suspectFlows.Count == 0) return [.. _grounded];
        return [.. _grounded, .. _suspectFlows.Where(block => IsInQuestion(block) && (!IsTrashed(block) || (moving is not null && IsUnder(block, moving))))];
    }

    /// <summary>Whether <see cref="Unsettled(BlockNode?)"/> can hold anything.</summary>
    public bool MayBeUnsettled => _grounded.Count + _suspectFlows.Count > 0;

    /// <summary>Whether a join, wherever rule 3 puts it now, would go elsewhere if a boundary on the way there were joined away, or a block on it moved, deleted or restored.</summary>
    private bool IsInQuestion(BlockNode block)
    {
        if (block.Placed is not { } placed || block.Parent is null || Role(block) == PlacementKind.Child) return false;
        if (block.Parent != placed.Parent) return true;
        SpanTree tree = sequences.Tree;
        if (block.Kind == PlacementKind.Joined)
        {
            for (int span = block.Boundary; (span = tree.PreviousActiveBoundary(span)) >= 0;)
            {
                BlockNode half = Blocks[tree[span].Content];
                if (half.IsHead || half == placed.Parent) return false;
                if (replicas.AreConcurrent(half.Created, placed.Stamp)) return true;
            }
            return false;
        }
        for (int span = placed.Parent.Boundary; (span = tree.NextActiveBoundary(span)) >= 0;)
        {
            BlockNode half = Blocks[tree[span].Content];
            if (half.IsHead) return false;
            if (replicas.AreConcurrent(half.Created, placed.Stamp)) return true;
        }
        return false;
    }

    /// <summary>Notes which joins the touched blocks may put in question, before anything stands elsewhere.</summary>
    private void SuspectFlows(IReadOnlyCollection<BlockNode> touched)
    {
        foreach (BlockNode block in touched)
        {
            if (block.Placed is not { } placed) continue;
            bool isNewHalf = !block.IsHead && block.Parent is null && _flowing.Count > 0 && HasConcurrent(block.Created);
            if (isNewHalf)
                foreach (BlockNode flowing in _flowing)
                    if (flowing.Placed is { } join && replicas.AreConcurrent(join.Stamp, block.Created)) _suspectFlows.Add(flowing);
            if (placed.Kind == PlacementKind.Child)
            {
                _flowing.Remove(block);
                _suspectFlows.Remove(block);
            }
            else
            {
                _flowing.Add(block);
                if (HasConcurrent(placed.Stamp)) _suspectFlows.Add(block);
            }
        }
    }

    /// <summary>Names what may come to show a joined block's text, or cease to. A boundary that may be switched off soon hides none of what is behind it.</summary>
    private void AnnounceHosts(BlockNode block, IReadOnlyCollection<BlockNode> touched)
    {
        Tracker!.TouchFlow(block);
        if (block.Placed is not { Kind: not PlacementKind.Child } placed || placed.Parent.IsFixed) return;
        Tracker.TouchShown(placed.Parent);
        for (int span = placed.Parent.Boundary; (span = sequences.Tree.NextActiveBoundary(span)) >= 0;)
        {
            BlockNode half = Blocks[sequences.Tree[span].Content];
            if (half.IsHead) break;
            Tracker.TouchShown(half);
            if (!replicas.AreConcurrent(half.Created, placed.Stamp) && !half.Escaped && half.Kind != PlacementKind.Joined && !touched.Contains(half)) break;
        }
    }

    private void FindHosts()
    {
        _order.Clear();
        foreach (BlockNode block in _suspectFlows)
        {
            if (block.Placed is { } placed && HasConcurrent(placed.Stamp)) _order.Add(block);
            else _suspectFlows.Remove(block);
        }
        _order.Sort((left, right) => left.Id.CompareTo(right.Id));
        foreach (BlockNode block in _order)
        {
            BlockNode host = HostOf(block);
            if (host == block.Parent) continue;
            string position = block.Position;
            PlacementKind kind = block.Kind;
            Lift(block);
            Stand(block, host, position, kind);
            _rehosted.Add(block);
        }
    }

    private BlockNode HostOf(BlockNode block)
    {
        BlockNode host = block.Parent!;
        if (host.IsFixed || Role(block) == PlacementKind.Child || IsTrashed(block)) return host;
        Stamp join = block.Placed!.Stamp;
        if (block.Kind == PlacementKind.Joined)
        {
            if (IsOff(host)) return host;
            BlockNode owner = RegionOwner(block.Boundary);
            return owner != host && replicas.AreConcurrent(owner.Created, join) && MayHost(owner, block) ? owner : host;
        }
        foreach (BlockNode half in HalvesBehind(host, join))
        {
            if (!MayHost(half, block)) break;
            host = half;
        }
        return host;
    }

    private bool MayHost(BlockNode host, BlockNode block) => !IsTrashed(host) && !IsUnder(host, block);

    /// <summary>The blocks that follow one in its text, as far as they were split off by somebody unknown to the author of an operation, and who did not know of that.</summary>
    private IEnumerable<BlockNode> HalvesBehind(BlockNode block, Stamp join)
    {
        for (int span = block.Boundary; (span = sequences.Tree.NextActiveBoundary(span)) >= 0;)
        {
            BlockNode half = Blocks[sequences.Tree[span].Content];
            if (half.IsHead || !replicas.AreConcurrent(half.Created, join)) yield break;
            yield return half;
        }
    }

    /// <summary>Whether any change was made by somebody who did not know of the operation, nor its author of the change.</summary>
    private bool HasConcurrent(Stamp stamp)
    {
        Knowledge knowledge = replicas[stamp.Replica].Knowledge;
        for (int i = 0; i < replicas.Count; i++)
        {
            if (i == stamp.Replica) continue;
            int unseen = knowledge.SeenAt(stamp.Counter, i);
            if (unseen < replicas[i].End && !replicas.Saw(new Stamp(default, i, unseen), stamp)) return true;
        }
        return false;
    }
}
