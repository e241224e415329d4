namespace Notion.Crdt;

/// <summary>A formula. A view: it reads the block at the moment of each call, whatever type the block has then.</summary>
/// <param name="Block">The block.</param>
public readonly record struct EquationBlock(Block Block)
{
    /// <summary>The formula in TeX: the block's text, so that two people may edit it at once.</summary>
    public string Expression => Block.Text;
}
