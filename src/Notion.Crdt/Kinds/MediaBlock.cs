namespace Notion.Crdt;

/// <summary>An image, video, embed, bookmark or file. A view: it reads the block at the moment of each call, whatever type the block has then.</summary>
/// <param name="Block">The block.</param>
public readonly record struct MediaBlock(Block Block)
{
    /// <summary>The address of what is shown; empty where none is set. Anybody may have written it: look at its scheme before using it.</summary>
    public string Url => Block.Get(BlockProperties.Url);

    /// <summary>What stands under it: text of the property <see cref="BlockTexts.Caption"/>.</summary>
    public RichText Caption => Block.GetRichText(BlockTexts.Caption);

    /// <summary>Files: the name to download it under; empty where none is set.</summary>
    public string Name => Block.Get(BlockProperties.Name);
}
