namespace Notion.Crdt;

/// <summary>An item of a list with numbers. A view: it reads the block at the moment of each call, whatever type the block has then.</summary>
/// <param name="Block">The block.</param>
public readonly record struct NumberedListBlock(Block Block)
{
    /// <summary>The number of the first item of the list, where it is not 1.</summary>
    public long? StartIndex => Block.Get(BlockProperties.ListStartIndex);

    /// <summary>Its colour.</summary>
    public string Color => Block.Get(BlockProperties.Color);
}
