namespace Notion.Crdt;

/// <summary>A paragraph, an item of a list with bullets, a toggle or a quotation. A view: it reads the block at the moment of each call, whatever type the block has then.</summary>
/// <param name="Block">The block.</param>
public readonly record struct TextBlock(Block Block)
{
    /// <summary>Its text with its marks.</summary>
    public RichText Text => Block.RichText;

    /// <summary>Its colour.</summary>
    public string Color => Block.Get(BlockProperties.Color);
}
