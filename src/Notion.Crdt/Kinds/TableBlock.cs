namespace Notion.Crdt;

/// <summary>A table. A view: it reads the block at the moment of each call, whatever type the block has then.</summary>
/// <param name="Block">The block.</param>
public readonly record struct TableBlock(Block Block)
{
    /// <summary>How many columns; null where none is set.</summary>
    public long? Width => Block.Get(BlockProperties.TableWidth);

    /// <summary>Whether the first row is a header.</summary>
    public bool HasColumnHeader => Block.Get(BlockProperties.HasColumnHeader);

    /// <summary>Whether the first cell of each row is a header.</summary>
    public bool HasRowHeader => Block.Get(BlockProperties.HasRowHeader);
}
