namespace Notion.Crdt;

/// <summary>Where a block stands or is to stand.</summary>
internal sealed record Standing(BlockNode Parent, string Position, PlacementKind Kind)
{
    public static Standing Of(Placement placement) => new(placement.Parent, placement.Position, placement.Kind);

    /// <summary>Where a block stands now, if that is not where it is placed: it escaped a deletion, or its join came loose. Null: where it is placed.</summary>
    public static Standing? IfElsewhere(BlockNode block, Arrangement arrangement)
    {
        if (block.Parent is null) return null;
        bool loose = block.Kind == PlacementKind.Joined && arrangement.Role(block) == PlacementKind.Child;
        return block.Escaped || loose ? new Standing(block.Parent, block.Position, PlacementKind.Child) : null;
    }
}
