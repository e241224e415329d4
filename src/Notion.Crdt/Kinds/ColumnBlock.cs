namespace Notion.Crdt;

/// <summary>One of some columns side by side. A view: it reads the block at the moment of each call, whatever type the block has then.</summary>
/// <param name="Block">The block.</param>
public readonly record struct ColumnBlock(Block Block)
{
    /// <summary>The share of the width that the column takes; null where none is set.</summary>
    public double? WidthRatio => Block.Get(BlockProperties.WidthRatio);
}
