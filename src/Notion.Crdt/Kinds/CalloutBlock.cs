namespace Notion.Crdt;

/// <summary>Text that stands out. A view: it reads the block at the moment of each call, whatever type the block has then.</summary>
/// <param name="Block">The block.</param>
public readonly record struct CalloutBlock(Block Block)
{
    /// <summary>An emoji, or the address of a picture; empty for none.</summary>
    public string Icon => Block.Get(BlockProperties.Icon);

    /// <summary>Its colour.</summary>
    public string Color => Block.Get(BlockProperties.Color);
}
