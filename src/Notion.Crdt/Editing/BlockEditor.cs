namespace Notion.Crdt;

/// <summary>
/// One person's verbs, as operations. From any state that concurrency can produce, each does to what is shown what an editor for one person would do, and nothing else.
/// </summary>
internal sealed partial class BlockEditor
{
    private readonly DocumentState _state;
    private readonly ReplicaState _own;
    private readonly ChangeWriter _writer;
    private readonly TextEditor _text;
    private readonly PositionGenerator _positions;
    private readonly List<BlockNode> _pieces = [];
    private readonly List<BlockNode> _shown = [];
    private (BlockNode? Block, int Version) _live;
    private HlcTimestamp _time;
    private string? _author;

    public BlockEditor(DocumentState state, ReplicaState own, ChangeWriter writer)
    {
        _state = state;
        _own = own;
        _writer = writer;
        _text = new TextEditor(state, writer, own);
        _positions = new PositionGenerator(own.Id);
    }

    private Arrangement Arrangement => _state.Arrangement;

    /// <summary>Sets what the operations that follow are stamped with.</summary>
    public void Begin(HlcTimestamp time, string? author)
    {
        _time = time;
        _author = author;
    }

    public BlockNode Create(string type, BlockNode parent, int index, BlockId? uuid = null)
    {
        RequireContainer(parent);
        (BlockNode under, int slot) = FindSlot(parent, index, moving: null);
        string position = PositionAt(under, slot, moving: null);
        Stamp stamp = StampOf(_writer.Create(type, under, position, uuid));
        BlockNode block = _state.AddBlock(stamp, type, _author);
        _state.AddHead(block, new ElementId(stamp.Replica, stamp.Counter));
        if (uuid is { } import) _state.Blocks.AddImport(import, block);
        Place(stamp, block, under, position, PlacementKind.Child);
        return block;
    }

    public void Move(BlockNode block, BlockNode parent, int index)
    {
        RequireLive(block);
        RequireContainer(parent);
        if (Arrangement.IsUnder(parent, block))
            throw new CrdtException(CrdtErrorCode.MoveIntoItself, "A block cannot be moved into itself or into a block under it.");
        MoveTo(block, parent, index);
    }

    public void Restore(BlockNode block, BlockNode parent, int index)
    {
        if (block.IsFixed) throw NotOnRoot();
        if (!Arrangement.IsTrashed(block))
            throw new CrdtException(CrdtErrorCode.BlockNotLive, "The block is not in the trash, so there is nothing to restore.");
        RequireContainer(parent);
        FindSlot(parent, index, block);                 // throws before anything is done
        SettleLooseAbove(parent);
        MoveTo(block, parent, index);
    }

    public void Delete(BlockNode block)
    {
        RequireLive(block);
        SettleShown();
        if (Arrangement.HasEscaped)
        {
            // What escaped an earlier deletion and is shown here becomes a plain child first, so that it goes along.
            foreach (BlockNode inside in Arrangement.Subtree(block).Where(inside => inside.Escaped).ToArray())
                Emit(OpKind.Move, inside, inside.Parent!, inside.Position, PlacementKind.Child);
        }
        if (Arrangement.HasJoined) DeleteJoinedFromElsewhere(block);
        EmitDeletion(block);
    }

    /// <summary>Blocks joined into this one's text that do not stand under it: their author sees them go, too, but what hangs under them stays.</summary>
    private void DeleteJoinedFromElsewhere(BlockNode block)
    {
        CollectPieces(block);
        var joined = new List<BlockNode>();
        foreach (BlockNode piece in _pieces)
        {
            for (int span = _state.Sequences.Tree.Next(piece.Boundary); span >= 0; span = _state.Sequences.Tree.Next(span))
            {
                if (!_state.Sequences.Tree[span].IsBoundary) continue;
                if (_state.Sequences.Tree.IsActive(span)) break;
                BlockNode other = _state.Blocks[_state.Sequences.Tree[span].Content];
                if (!Arrangement.IsUnder(other, block) && !Arrangement.IsTrashed(other)) joined.Add(other);
            }
        }
        foreach (BlockNode other in joined)
        {
            foreach (BlockNode child in Enumerable.Reverse(other.Children?.ToArray() ?? []))
                EmitPlace(child, other.Parent!, PositionAt(other.Parent!, other.Parent!.FindChild(other) + 1, child), child.Kind);
            EmitDeletion(other);
        }
    }

    private void MoveTo(BlockNode block, BlockNode parent, int index)
    {
        (BlockNode under, int slot) = FindSlot(parent, index, block);
        if (SettleShown(block)) (under, slot) = FindSlot(parent, index, block);
        Emit(OpKind.Move, block, under, PositionAt(under, slot, block), PlacementKind.Child);
    }

    private void EmitDeletion(BlockNode block)
    {
        BlockNode parent = block.Parent!;
        string position = block.Position;
        Stamp stamp = StampOf(_writer.Place(OpKind.Delete, block, parent, position));
        _state.Place(new Placement(stamp, block, _state.Blocks.Trash, "0", PlacementKind.Child) { OldParent = parent, OldPosition = position });
    }

    private void EmitPlace(BlockNode block, BlockNode parent, string position, PlacementKind kind) =>
        Emit(kind switch { PlacementKind.Joined => OpKind.Join, PlacementKind.Continuation => OpKind.Continue, _ => OpKind.Move }, block, parent, position, kind);

    private void Emit(OpKind op, BlockNode block, BlockNode parent, string position, PlacementKind kind)
    {
        if (Arrangement.HasEscaped) SettleAbove(parent, block);
        Place(StampOf(_writer.Place(op, block, parent, position)), block, parent, position, kind);
    }

    /// <summary>
    /// What is shown elsewhere than it is placed may be placed under the very block that now goes under it, which would close a cycle.
    /// Its place as shown then becomes its placement.
    /// </summary>
    private void SettleAbove(BlockNode parent, BlockNode block)
    {
        if (!_state.Placements.Ancestors.IsUnder(parent, block)) return;
        var escaped = new Stack<(BlockNode Block, BlockNode Parent, string Position)>();
        for (BlockNode at = parent; !at.IsFixed; at = at.Parent!)
            if (at.Escaped) escaped.Push((at, at.Parent!, at.Position));
        foreach ((BlockNode at, BlockNode under, string position) in escaped)
            Place(StampOf(_writer.Place(OpKind.Move, at, under, position)), at, under, position, PlacementKind.Child);
    }

    /// <summary>
    /// A block that stands at the top level because its place lay under itself would jump there as soon as that place goes elsewhere; what was joined
    /// into a text that was split meanwhile, as soon as the halves go apart. Who rearranges blocks lets them stay where they are shown.
    /// </summary>
    private bool SettleShown(BlockNode? moving = null)
    {
        if (!Arrangement.MayBeUnsettled) return false;
        BlockNode[] unsettled = Arrangement.Unsettled(moving);
        (BlockNode Block, Standing Stand)[] stands = [.. unsettled.OrderBy(Depth).Select(block => (block, new Standing(block.Parent!, block.Position, block.Kind)))];
        foreach ((BlockNode block, Standing stand) in stands) EmitPlace(block, stand.Parent, stand.Position, stand.Kind);
        return unsettled.Length > 0;
    }

    private static int Depth(BlockNode block)
    {
        int depth = 0;
        for (BlockNode? at = block.Parent; at is not null; at = at.Parent) depth++;
        return depth;
    }

    /// <summary>A joined block that stands on its own because what it was joined into is in the trash stays so for who puts something into it.</summary>
    private void SettleLooseAbove(BlockNode parent)
    {
        if (!Arrangement.MayHaveLooseJoins) return;
        for (BlockNode? at = parent; at is not null && !at.IsFixed; at = at.Parent)
            if (at.Kind == PlacementKind.Joined && Arrangement.Role(at) == PlacementKind.Child) EmitPlace(at, at.Parent!, at.Position, PlacementKind.Child);
    }

    private void Place(Stamp stamp, BlockNode block, BlockNode parent, string position, PlacementKind kind) =>
        _state.Place(new Placement(stamp, block, parent, position, kind));

    private Stamp StampOf(int counter) => new(_time, _own.Index, counter);

    /// <summary>Where a block goes that is to be shown at an index: the block it stands under, and the place among all that stand there.</summary>
    private (BlockNode Under, int Slot) FindSlot(BlockNode parent, int index, BlockNode? moving)
    {
        int all = parent.Children?.Count ?? 0;
        if (index == -1) return (parent, all);
        if (parent.FlowingChildren == 0)
        {
            int skipped = moving?.Parent == parent ? parent.FindChild(moving!) : all;   // the moving one is not counted
            RequireIndex(index, skipped < all ? all - 1 : all);
            if (index == (skipped < all ? all - 1 : all)) return (parent, all);
            if (index == 0) return (parent, skipped == 0 ? 1 : 0);
            return (parent, index - 1 >= skipped ? index + 1 : index);
        }
        _shown.Clear();
        Arrangement.CollectShownChildren(parent, _shown);
        if (moving is not null) _shown.Remove(moving);
        RequireIndex(index, _shown.Count);
        if (index == _shown.Count) return (parent, all);
        BlockNode next = _shown[index];
        if (index == 0) return (next.Parent!, next.Parent!.FindChild(next));
        BlockNode previous = _shown[index - 1];
        return (previous.Parent!, previous.Parent!.FindChild(previous) + 1);
    }

    private static void RequireIndex(int index, int others)
    {
        if (index > others || index < -1)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The parent shows {others} other blocks: the index must lie between 0 and that, or be -1 for the end.");
    }

    /// <summary>A fresh position at a place among the children, the moving block itself not counted.</summary>
    private string PositionAt(BlockNode under, int slot, BlockNode? moving)
    {
        (int before, int after) = Neighbours(under, slot, moving);
        return _positions.TryNext(PositionOf(under, before), PositionOf(under, after)) ?? PositionNear(under, before, after, moving);
    }

    /// <summary>The siblings that a fresh position must lie between; -1 for none. What shares the position before, by a tie, is stepped over.</summary>
    private static (int Before, int After) Neighbours(BlockNode under, int slot, BlockNode? moving)
    {
        if (under.Children is not { } children) return (-1, -1);
        int before = slot - 1;
        while (before >= 0 && children[before] == moving) before--;
        int after = before >= 0 ? Math.Max(slot, under.FindBehind(children[before].Position)) : slot;
        while (after < children.Count && children[after] == moving) after++;
        return (before, after < children.Count ? after : -1);
    }

    /// <summary>
    /// The nearest place that has room, behind the one wanted or else before it: positions made by hand may leave none there, as adjacent ones do, and
    /// must not keep anybody from working.
    /// </summary>
    private string PositionNear(BlockNode under, int before, int after, BlockNode? moving)
    {
        OrderedList<BlockNode> children = under.Children!;
        for (int low = before; low >= -1; low--)
        {
            if (low >= 0 && children[low] == moving) continue;
            for (int high = after < 0 ? children.Count : after; high <= children.Count; high++)
            {
                if (high < children.Count && children[high] == moving) continue;
                if (_positions.TryNext(PositionOf(under, low), high < children.Count ? children[high].Position : null) is { } position) return position;
            }
        }
        throw FractionalIndex.NoIndexBetween(null, null);
    }

    private static string? PositionOf(BlockNode under, int child) => child < 0 ? null : under.Children![child].Position;

    private void CollectPieces(BlockNode block)
    {
        _pieces.Clear();
        Arrangement.CollectPieces(block, _pieces);
    }

    private void RequireContainer(BlockNode parent)
    {
        if (parent != _state.Blocks.Root) RequireLive(parent);
    }

    private void RequireLive(BlockNode block)
    {
        if (_live == (block, Arrangement.Version)) return;
        if (block.IsFixed) throw NotOnRoot();
        if (block.IsField)
        {
            RequireOwner(block.Parent!);
            _live = (block, Arrangement.Version);
            return;
        }
        if (Arrangement.Role(block) != PlacementKind.Child || Arrangement.IsTrashed(block))
            throw new CrdtException(CrdtErrorCode.BlockNotLive, "The block is in the trash, or was joined into another: restore it first, or use the block that shows its text.");
        _live = (block, Arrangement.Version);
    }

    private static CrdtException NotOnRoot() =>
        new(CrdtErrorCode.NotAllowedOnRoot, "The page itself and the trash hold blocks, but have no text and no place of their own.");
}
