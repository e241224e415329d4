namespace Notion.Crdt;

/// <summary>Which block a place in the text belongs to.</summary>
internal sealed partial class Arrangement
{
    /// <summary>The block whose own region holds a span: that of the nearest active boundary before it.</summary>
    public BlockNode RegionOwner(int span) => Blocks[sequences.Tree[sequences.Tree.PreviousActiveBoundary(span)].Content];

    /// <summary>The block whose region goes on after a span: that of the span itself where it is an active boundary.</summary>
    public BlockNode RegionAt(int span) =>
        sequences.Tree[span].IsBoundary && sequences.Tree.IsActive(span) ? Blocks[sequences.Tree[span].Content] : RegionOwner(span);

    /// <summary>The block that shows the text after this one's boundary.</summary>
    public BlockNode Shown(BlockNode block)
    {
        if (block.IsField) return block.Parent is null ? block : block.FirstOfText;
        if (IsOff(block)) block = RegionOwner(block.Boundary);
        while (block.Parent is not null && Role(block) != PlacementKind.Child) block = block.Parent;
        return block;
    }
}
