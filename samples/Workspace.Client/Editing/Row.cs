namespace Notion.Workspace.Client.Editing;

/// <summary>What the page shows of one block, apart from its text. The tree is shown as a flat list with indents.</summary>
/// <param name="Id">The block.</param>
/// <param name="Type">Its type.</param>
/// <param name="Depth">How deep it is nested, from 0.</param>
/// <param name="Number">For numbered list items: the number among neighbours of that type; else 0.</param>
/// <param name="IsChecked">For to-dos: whether it is done.</param>
public sealed record Row(BlockId Id, string Type, int Depth, int Number, bool IsChecked)
{
    /// <summary>All rows of a page, top to bottom.</summary>
    public static IReadOnlyList<Row> AllOf(Document document)
    {
        var rows = new List<Row>(document.BlockCount);
        var depths = new Dictionary<BlockId, int> { [BlockId.Root] = -1 };
        var numbers = new Dictionary<BlockId, int>();
        foreach (Block block in document.EnumerateBlocks())
        {
            BlockId parent = block.Parent!.Value.Id;
            int depth = depths[block.Id] = depths[parent] + 1;
            int number = numbers[parent] = block.Type == EditorBlockTypes.NumberedListItem ? numbers.GetValueOrDefault(parent) + 1 : 0;
            rows.Add(new Row(block.Id, block.Type, depth, number, PageEditor.IsChecked(block)));
        }
        return rows;
    }
}
