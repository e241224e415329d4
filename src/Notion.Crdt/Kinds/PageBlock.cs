namespace Notion.Crdt;

/// <summary>The page itself. A view: it reads the block at the moment of each call, whatever type the block has then.</summary>
/// <param name="Block">The block.</param>
public readonly record struct PageBlock(Block Block)
{
    /// <summary>The title, that many people may edit at once: text of the property <see cref="BlockTexts.Title"/>.</summary>
    public RichText Title => Block.GetRichText(BlockTexts.Title);

    /// <summary>An emoji, or the address of a picture; empty for none.</summary>
    public string Icon => Block.Get(BlockProperties.Icon);

    /// <summary>The address of the picture across its top; empty for none.</summary>
    public string Cover => Block.Get(BlockProperties.Cover);
}
