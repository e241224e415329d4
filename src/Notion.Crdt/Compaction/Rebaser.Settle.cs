namespace Notion.Crdt;

/// <summary>Where concurrency would have let blocks stand. What is made again comes after all that the other document has, so the rules for concurrent placements (docs/model.md) do not see it.</summary>
/// <remarks>
/// When all is made again, each block that was placed so is looked at, and placed once more where it would stand if what the other document has had come at the same time: out of what was deleted by
/// somebody who did not know of it, on its own where the text that it was joined to was, and behind the halves of what was split. O(n log n) for n blocks that were placed.
/// </remarks>
internal sealed partial class Rebaser
{
    private readonly Dictionary<BlockNode, (BlockNode Old, ElementId By)> _placed = [];     // there: the block here, and by which operation here
    private readonly Dictionary<ElementId, ElementId> _origins = [];    // of the creations and deletions that were made again

    private void NotePlaced(BlockNode block, BlockNode old, in DecodedOp op) => _placed[block] = (old, new ElementId(_replica.Index, op.Counter));

    private void NoteOrigin(ElementId made, in DecodedOp op) => _origins.Add(made, new ElementId(_replica.Index, op.Counter));

    /// <summary>Somebody deletes what is in the trash there already: what he has put in it goes, too.</summary>
    private void ForgetPlacedIn(BlockNode top)
    {
        foreach (BlockNode block in _placed.Keys.ToList())
            if (_to.Arrangement.IsUnder(block, top)) _placed.Remove(block);
    }

    private void Settle()
    {
        foreach (BlockNode block in _placed.Keys.OrderBy(Depth).ToList()) Escape(block);
        foreach (BlockNode block in _placed.Keys.Where(_to.Arrangement.IsOff).Order(Comparer<BlockNode>.Create((left, right) => _to.Sequences.Tree.Compare(left.Boundary, right.Boundary))).ToList()) Loosen(block);
        foreach (BlockNode block in _placed.Keys.OrderBy(block => block.Id).ToList())
            if (HostOf(block) is { } host && host != block.Parent) Stand(block, host, block.Position, block.Kind);
    }

    private void Escape(BlockNode block)
    {
        if (DeletionOver(block) is not { } deletion) return;
        (BlockNode old, ElementId by) = _placed[block];
        // What brought the deleted block back in the meantime may not have been made again: what is shown here is not hidden there.
        if (!AreConcurrent(by, deletion.Operation) && _from.Arrangement.IsTrashed(old)) return;
        string nested = deletion.OldPosition! + PositionLevel.Escaped + block.Position;
        BlockNode parent = deletion.OldParent!;
        bool isNowhere = parent.IsTrash || _to.Arrangement.IsTrashed(parent) || _to.Arrangement.IsUnder(parent, block) || _to.Placements.Ancestors.IsUnder(parent, block);
        Stand(block, isNowhere ? _to.Blocks.Root : parent, nested.Length <= FractionalIndex.MaxLength ? nested : deletion.OldPosition!, PlacementKind.Child);
    }

    private void Loosen(BlockNode block)
    {
        if (_to.Arrangement.IsTrashed(block) || DeletionOver(_to.Arrangement.RegionOwner(block.Boundary), itself: true) is not { } deletion || !AreConcurrent(_placed[block].By, deletion.Operation)) return;
        Stand(block, block.Parent!, block.Position, PlacementKind.Child);
    }

    /// <summary>The deletion by which a block is in the trash: of one above it, or of itself where that is wanted.</summary>
    private Placement? DeletionOver(BlockNode block, bool itself = false) =>
        _to.Arrangement.IsTrashed(block) && _to.Arrangement.Ancestors.Top(block) is { Placed: { IsDeletion: true } deletion } top && (itself || top != block) ? deletion : null;

    private BlockNode? HostOf(BlockNode block)
    {
        BlockNode host = block.Parent!;
        if (host.IsFixed || _to.Arrangement.Role(block) == PlacementKind.Child || _to.Arrangement.IsTrashed(block)) return null;
        if (block.Kind == PlacementKind.Joined)
        {
            if (_to.Arrangement.IsOff(host)) return null;
            BlockNode owner = _to.Arrangement.RegionOwner(block.Boundary);
            return !owner.IsHead && MayHost(owner, block) ? owner : null;
        }
        for (int span = host.Boundary; (span = _to.Sequences.Tree.NextActiveBoundary(span)) >= 0;)
        {
            BlockNode half = _to.Blocks[_to.Sequences.Tree[span].Content];
            if (half.IsHead || !MayHost(half, block)) break;
            host = half;
        }
        return host;
    }

    private bool MayHost(BlockNode half, BlockNode block) =>
        AreConcurrent(_placed[block].By, half.Created.Operation) && !_to.Arrangement.IsTrashed(half) && !_to.Arrangement.IsUnder(half, block) && !_to.Placements.Ancestors.IsUnder(half, block);

    private void Stand(BlockNode block, BlockNode parent, string position, PlacementKind kind)
    {
        ElementId operation = _placed[block].By;
        using Transaction transaction = _toDocument.Begin(_from.Replicas[operation.Replica].Authors.At(operation.Counter) ?? string.Empty);
        transaction.Editor.Stand(block, parent, position, kind);
        transaction.CommitUnchecked();
    }

    /// <summary>Whether an operation here and one there were made at the same time.</summary>
    private bool AreConcurrent(ElementId here, ElementId there)
    {
        if (there.Replica == _own)
        {
            if (!_origins.TryGetValue(there, out there)) return false;
        }
        else
        {
            if (_from.Replicas.Find(_to.Replicas[there.Replica].Id.Value) is not { } other || there.Counter >= other.End) return true;
            there = there with { Replica = other.Index };
        }
        return _from.Replicas.AreConcurrent(new Stamp(default, here.Replica, here.Counter), new Stamp(default, there.Replica, there.Counter));
    }

    private static int Depth(BlockNode block)
    {
        int depth = 0;
        for (BlockNode? at = block.Parent; at is not null; at = at.Parent) depth++;
        return depth;
    }
}
