namespace Notion.Crdt;

/// <summary>An item with a box to tick. A view: it reads the block at the moment of each call, whatever type the block has then.</summary>
/// <param name="Block">The block.</param>
public readonly record struct ToDoBlock(Block Block)
{
    /// <summary>Whether it is done.</summary>
    public bool Checked => Block.Get(BlockProperties.Checked);

    /// <summary>Its colour.</summary>
    public string Color => Block.Get(BlockProperties.Color);
}
