namespace Notion.Crdt;

/// <summary>A row of a table. A view: it reads the block at the moment of each call, whatever type the block has then.</summary>
/// <param name="Block">The block.</param>
public readonly record struct TableRowBlock(Block Block)
{
    /// <summary>What a cell shows: text of the property <see cref="BlockTexts.Cell"/>.</summary>
    /// <param name="column">The column, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="column"/> is negative.</exception>
    public RichText Cell(int column) => Block.GetRichText(BlockTexts.Cell(column));
}
