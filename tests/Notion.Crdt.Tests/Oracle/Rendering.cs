using System.Text;

namespace Notion.Crdt.Tests.Oracle;

/// <summary>A document as lines of text, the same from the engine and from the oracle, so that a difference can be read.</summary>
internal static class Rendering
{
    public static string Of(Document document)
    {
        var lines = new StringBuilder();
        AppendProperties(lines.Append("root"), document.Root.Properties).Append('\n');
        foreach (Block block in document.EnumerateBlocks())
        {
            Assert.True(block.IsLive && !block.IsDeleted);
            Assert.Equal(block.Text.Length, block.TextLength);
            Assert.Equal(block.Text, block.RichText.Text);
            Append(lines, block.Id, block.Parent!.Value.Id, block.Index, block.Type, block.CreatedBy, block.RichText, block.Properties);
        }
        foreach (Block top in document.EnumerateTrash().OrderBy(block => block.Id))
        {
            Assert.True(top.IsDeleted && !top.IsLive);
            lines.Append("trash ").Append(top.Id).Append('\n');
        }
        return lines.ToString();
    }

    public static string Of(OracleDocument document, OracleView view)
    {
        var lines = new StringBuilder();
        AppendProperties(lines.Append("root"), Values(document, Key.Root)).Append('\n');
        foreach ((Key key, Key parent) in view.Walk(Key.Root))
        {
            OracleBlock block = document.Blocks[key];
            int index = view.ShownChildren(parent).IndexOf(key);
            Append(lines, key.ToBlockId(), parent.ToBlockId(), index, block.Type.Value, block.CreatedBy, view.RichText(key), Values(document, key));
        }
        foreach (BlockId top in view.ShownChildren(Key.Trash).Select(key => key.ToBlockId()).Order()) lines.Append("trash ").Append(top).Append('\n');
        return lines.ToString();
    }

    private static Dictionary<string, PropertyValue> Values(OracleDocument document, Key block) =>
        document.Blocks[block].Properties.Where(pair => pair.Value.Value != PropertyValue.Null).ToDictionary(pair => pair.Key, pair => pair.Value.Value);

    private static void Append(
        StringBuilder lines, BlockId id, BlockId parent, int index, string type, string? author, RichText text,
        IReadOnlyDictionary<string, PropertyValue> properties)
    {
        lines.Append(id).Append(" under ").Append(parent).Append(" at ").Append(index).Append(": ").Append(type).Append(" by ").Append(author ?? "-")
            .Append(" \"").Append(text).Append('"');
        AppendProperties(lines, properties).Append('\n');
    }

    private static StringBuilder AppendProperties(StringBuilder lines, IEnumerable<KeyValuePair<string, PropertyValue>> properties)
    {
        foreach ((string key, PropertyValue value) in properties.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            lines.Append(' ').Append(key).Append('=').Append(value.Kind).Append('/').Append(value);
        return lines;
    }
}
