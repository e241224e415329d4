namespace Notion.Crdt;

/// <summary>A heading. A view: it reads the block at the moment of each call, whatever type the block has then.</summary>
/// <param name="Block">The block.</param>
public readonly record struct HeadingBlock(Block Block)
{
    /// <summary>1 to 3, from the type; 0 where the block is no heading.</summary>
    public int Level => Block.Type switch
    {
        BlockTypes.Heading1 => 1,
        BlockTypes.Heading2 => 2,
        BlockTypes.Heading3 => 3,
        _ => 0,
    };

    /// <summary>Whether it opens and closes what is under it.</summary>
    public bool IsToggleable => Block.Get(BlockProperties.IsToggleable);

    /// <summary>Its colour.</summary>
    public string Color => Block.Get(BlockProperties.Color);
}
