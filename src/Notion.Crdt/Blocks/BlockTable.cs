namespace Notion.Crdt;

/// <summary>The blocks of a document, the root and the trash first.</summary>
internal sealed partial class BlockTable
{
    public const int TrashIndex = 1;

    private readonly List<BlockNode> _blocks;

    public BlockTable()
    {
        Root = new BlockNode(0, BlockId.Root) { Type = "page" };
        Trash = new BlockNode(TrashIndex, BlockId.Trash) { Type = "trash" };
        _blocks = [Root, Trash];
    }

    public BlockNode Root { get; }

    public BlockNode Trash { get; }

    /// <summary>How many were created, deleted ones included, and fields.</summary>
    public int Count => _blocks.Count - 2;

    /// <summary>How many of them are no blocks, but texts of properties.</summary>
    public int FieldCount;

    public BlockNode this[int index] => _blocks[index];

    /// <summary>The index that the next block will have.</summary>
    public int NextIndex => _blocks.Count;

    public void Add(BlockNode block) => _blocks.Add(block);

    public void RemoveLast() => _blocks.RemoveAt(_blocks.Count - 1);
}
