namespace Notion.Crdt;

/// <summary>Steps of a revert, which unlike a person's verbs also reach blocks that are not shown.</summary>
internal sealed partial class BlockEditor
{
    /// <summary>Lets a block stand as it is told, wherever it is now.</summary>
    public void Stand(BlockNode block, BlockNode parent, string position, PlacementKind kind) => EmitPlace(block, parent, position, kind);

    /// <summary>Lets a block be shown under another at an index, wherever it is now.</summary>
    public void Show(BlockNode block, BlockNode parent, int index) => MoveTo(block, parent, index);

    /// <summary>Puts a block in the trash, shown on its own or not.</summary>
    public void Trash(BlockNode block) => EmitDeletion(block);

    /// <summary>Lets the text of a block that a split made flow into the region before it.</summary>
    public void FlowBack(BlockNode block)
    {
        BlockNode owner = Arrangement.RegionOwner(block.Boundary);
        EmitPlace(block, owner, PositionAt(owner, owner.Children?.Count ?? 0, block), PlacementKind.Joined);
    }

    /// <summary>Shows those of consecutive characters that are hidden, however often they were erased.</summary>
    public void Uncover(ElementId first, int count)
    {
        for (int counter = first.Counter, end = first.Counter + count; counter < end;)
        {
            int span = _state.Sequences.FindSpan(first with { Counter = counter });
            ref Span item = ref Tree[span];
            (long extra, int until) = _state.Erasures.At(first.Replica, counter);
            int stop = Math.Min(Math.Min(end, until), item.End);
            if (item.Deleted)
            {
                int times = (int)Math.Min(extra + 1, int.MaxValue);
                ElementId from = first with { Counter = counter };
                _writer.Restore(from, stop - counter, times);
                _state.AddErasures(from, stop - counter, -times);
            }
            counter = stop;
        }
        _state.Sequences.Invalidate();                  // what is known of places and lengths is of before
    }
}
