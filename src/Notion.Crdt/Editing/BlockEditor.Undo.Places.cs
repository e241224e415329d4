namespace Notion.Crdt;

/// <summary>Takes placements back: creations, splits, moves, deletions, restorations, joins.</summary>
/// <remarks>
/// <para>A placement is taken back only while it is the block's last one, itself or by an operation that renewed it. The block then goes to the placement that this one replaced,
/// which is the one that would count without it, with the same parent, position and kind; a block that had been shown elsewhere than placed goes where it was shown.</para>
/// <para>What cannot be again is done as nearly as it can: docs/undo.md says how.</para>
/// </remarks>
internal sealed partial class BlockEditor
{
    private bool PlaceBack(in UndoRecord record, RenewedOperations renewed, bool isRedo)
    {
        Placement placement = record.Placement;
        BlockNode block = placement.Block;
        if (block.Placed is not { } current) return false;
        if (current.Operation != renewed.Current(placement.Operation, ofPlace: true) && !StandsFor(current, placement))
            return placement.InEffect && NoteTakenBack(placement.Operation, renewed, isRedo, ofPlace: true);
        bool wasShown = !Arrangement.IsTrashed(block);
        bool isCreation = placement.Stamp == block.Created;
        if (placement.Replaced is null && !isCreation) return false;        // out of effect, because it would have closed a cycle
        Placement? before = placement.Replaced;
        while (before is not null && _state.IsTakenBack(before.Operation)) before = before.Replaced;
        Standing? stood = before == placement.Replaced ? (Standing?)record.Before : null;
        bool done = before is null ? isCreation ? TakeBackCreation(block, placement) : EndCreation(block, placement)
            : before.IsDeletion && stood is null ? !block.Placed.IsDeletion && DeleteAgain(block, renewed.First(placement))
            : StandAgain(block, stood ?? Standing.Of(before));
        if (!done)
        {
            // A restoration that has to stay: it takes the deletion's part, so that taking that back moves the block to where it was deleted.
            if (before is { IsDeletion: true }) renewed.Renew(before.Operation, current.Operation, ofPlace: true, placement.Operation);
            return false;
        }
        if (before is not null) renewed.Renew(before.Operation, block.Placed!.Operation, ofPlace: true, current.Operation);
        if (before is not null && isRedo) renewed.NoteRedone(before, block.Placed!);
        return wasShown || !Arrangement.IsTrashed(block);
    }

    /// <summary>Whether a placement puts the block back to where another had put it: only taking back what came in between does that, since a verb makes a position of its own.</summary>
    private bool StandsFor(Placement placement, Placement earlier) =>
        placement.Operation.Replica != _own.Index && placement.Kind == earlier.Kind && placement.Parent == earlier.Parent && placement.Position == earlier.Position
        && !placement.IsDeletion && _state.Replicas.Saw(placement.Stamp, earlier.Stamp);

    /// <summary>What somebody else had created is moved out of the way, since its author has taken that back while it was placed as is now taken back.</summary>
    private bool EndCreation(BlockNode block, Placement placement)
    {
        // Whatever anybody but its author has put in keeps it, also what was there when it was placed so.
        if (block.IsHead) return !placement.IsDeletion && !HoldsNewer(block, block.Created) && DeleteAgain(block, placement);
        BlockNode before = Arrangement.RegionOwner(block.Boundary);
        if (Arrangement.IsOff(block) || Arrangement.IsTrashed(before) || Arrangement.IsUnder(before, block)) return false;
        JoinBack(block, before);
        return true;
    }

    /// <summary>A block that was split off is joined back; one that was created goes to the trash.</summary>
    private bool TakeBackCreation(BlockNode block, Placement creation)
    {
        if (block.IsHead) return DeleteAgain(block, creation);
        BlockNode before = Arrangement.RegionOwner(block.Boundary);
        if (Arrangement.IsTrashed(before) != Arrangement.IsTrashed(block)) return false;    // its text would go to the trash, or come out of it
        if (Arrangement.IsUnder(before, block)) return false;
        JoinBack(block, before);
        return true;
    }

    private void JoinBack(BlockNode block, BlockNode before) =>
        EmitPlace(block, before, PositionAt(before, before.Children?.Count ?? 0, block), PlacementKind.Joined);

    /// <summary>Unless somebody has put something in since: that would go along.</summary>
    private bool DeleteAgain(BlockNode block, Placement takenBack)
    {
        if (HoldsNewer(block, takenBack.Stamp)) return false;
        SettleShown();
        EmitDeletion(block);
        return true;
    }

    private bool StandAgain(BlockNode block, Standing stand)
    {
        if (stand.Parent.IsTrash || Arrangement.IsTrashed(stand.Parent)) stand = NearestLive(stand);
        if (Arrangement.IsUnder(stand.Parent, block)) return false;
        if (stand.Kind == PlacementKind.Joined && (block.IsHead || Arrangement.IsTrashed(Arrangement.RegionOwner(block.Boundary))))
            stand = stand with { Kind = PlacementKind.Child };
        if (stand.Kind == PlacementKind.Continuation && stand.Parent.IsFixed) stand = stand with { Kind = PlacementKind.Child };
        SettleShown(block);
        SettleLooseAbove(stand.Parent);
        EmitPlace(block, stand.Parent, stand.Position, stand.Kind);
        return true;
    }

    /// <summary>For a place in the trash: where the deleted block above it was deleted from, just after it.</summary>
    private Standing NearestLive(Standing stand)
    {
        for (int i = 0; Arrangement.IsTrashed(stand.Parent); i++)
        {
            BlockNode top = Arrangement.Ancestors.Top(stand.Parent)!;
            if (i == MostDeletionsAbove || top.Placed is not { IsDeletion: true } deletion) return AtTopLevel(stand);
            stand = new Standing(deletion.OldParent!, PositionAfter(deletion.OldParent!, deletion.OldPosition!), PlacementKind.Child);
        }
        return stand.Parent.IsTrash ? AtTopLevel(stand) : stand;    // deleted out of the trash, by somebody who had not seen it go
    }

    private Standing AtTopLevel(Standing stand) => new(_state.Blocks.Root, stand.Position, PlacementKind.Child);

    private const int MostDeletionsAbove = 64;

    private string PositionAfter(BlockNode parent, string position) => PositionAt(parent, parent.FindBehind(position), moving: null);

    /// <summary>Whether somebody else has put text or blocks into a block since it was placed.</summary>
    private bool HoldsNewer(BlockNode block, Stamp placed)
    {
        var open = new Stack<BlockNode>([block]);
        while (open.TryPop(out BlockNode? at))
        {
            if (at != block && !at.IsField && !HadSeen(placed, at.Placed!.Stamp.Operation)) return true;
            for (int span = Tree.Next(at.Boundary); span >= 0; span = Tree.Next(span))
            {
                if (Tree[span].IsBoundary)
                {
                    if (Tree.IsActive(span)) break;
                }
                else if (!Tree[span].Deleted && !HadSeen(placed, Tree[span].Last))
                {
                    return true;
                }
            }
            if (at.Children is not null)
                foreach (BlockNode child in at.Children) open.Push(child);
            foreach (BlockNode field in at.Fields ?? []) open.Push(field);
        }
        return false;
    }

    /// <summary>Whether the author of a placement had seen an operation, or made it, before or since.</summary>
    private bool HadSeen(Stamp placed, ElementId operation)
    {
        if (_state.Replicas.Saw(placed, new Stamp(default, operation.Replica, operation.Counter))) return true;
        return operation.Replica == _own.Index && (operation.Counter >= _own.End || _own.Authors.At(operation.Counter) == _author);
    }
}
