namespace Notion.Crdt;

/// <summary>Program code; the block's text is the code. A view: it reads the block at the moment of each call, whatever type the block has then.</summary>
/// <param name="Block">The block.</param>
public readonly record struct CodeBlock(Block Block)
{
    /// <summary>What stands under it: text of the property <see cref="BlockTexts.Caption"/>.</summary>
    public RichText Caption => Block.GetRichText(BlockTexts.Caption);

    /// <summary>The programming language; <c>plain text</c> where none is set.</summary>
    public string Language => Block.Get(BlockProperties.Language);
}
