using System.Text;

namespace Notion.Crdt.Tests.Oracle;

/// <summary>A document as lines of text, the same from the engine and from the oracle, so that a difference can be read.</summary>
internal static class Rendering
{
    public static string Of(Document document)
    {
        var lines = new StringBuilder();
        AppendValues(lines.Append("root"), document.Root);
        foreach (Block block in document.EnumerateBlocks())
        {
            Assert.True(block.IsLive && !block.IsDeleted);
            Assert.Equal(block.Text.Length, block.TextLength);
            Assert.Equal(block.Text, block.RichText.Text);
            if (block.ImportedAs is { } uuid)
            {
                IReadOnlyList<Block> imports = document.GetImports(uuid);
                Assert.Contains(block, imports);
                Assert.Equal(imports.Min(import => import.Id), document.TryGetBlock(uuid, out Block named) ? named.Id : default);
                lines.Append(uuid).Append(" is ");
            }
            Append(lines, block.Id, block.Parent!.Value.Id, block.Index, block.Type, block.CreatedBy, block.RichText);
            AppendValues(lines, block);
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
        AppendValues(AppendTexts(lines.Append("root"), view, Key.Root), document.Blocks[Key.Root]);
        foreach ((Key key, Key parent) in view.Walk(Key.Root))
        {
            OracleBlock block = document.Blocks[key];
            int index = view.ShownChildren(parent).IndexOf(key);
            if (document.Imports.TryGetValue(key, out Guid uuid)) lines.Append(uuid).Append(" is ");
            Append(lines, key.ToBlockId(), parent.ToBlockId(), index, block.Type, block.CreatedBy, view.RichText(key));
            AppendValues(AppendTexts(lines, view, key), block);
        }
        foreach (BlockId top in view.ShownChildren(Key.Trash).Select(key => key.ToBlockId()).Order()) lines.Append("trash ").Append(top).Append('\n');
        return lines.ToString();
    }

    /// <summary>Properties, what is in conflict with them, sets and counters, of a document's block.</summary>
    public static StringBuilder AppendValues(StringBuilder lines, Block block, bool texts = true)
    {
        foreach ((string key, RichText text) in texts ? block.PropertyTexts : new Dictionary<string, RichText>())
        {
            Assert.Equal(text.Text, block.GetText(key));
            Assert.Equal(text.Length, block.GetTextLength(key));
            AppendText(lines, key, text);
        }
        foreach ((string key, PropertyValue value) in block.Properties) AppendValue(lines, key, "=", value);
        foreach (string key in block.Properties.Keys.Append("").Concat(block.Conflicts).Distinct().Order(StringComparer.Ordinal))
            foreach (ConcurrentValue lost in key.Length > 0 ? block.GetConflict(key) : block.GetTypeConflict())
                AppendLost(lines, key, lost.Value, lost.Time.Bits, lost.Replica.Value, lost.Author);
        foreach ((string key, IReadOnlyList<PropertyValue> members) in block.Sets)
        {
            foreach (PropertyValue value in members)
            {
                Assert.True(block.SetContains(key, value));
                AppendValue(lines, key, "∋", value);
            }
        }
        foreach ((string key, long sum) in block.Counters) AppendValue(lines, key, "#", sum);
        return lines.Append('\n');
    }

    private static StringBuilder AppendTexts(StringBuilder lines, OracleView view, Key block)
    {
        foreach (string key in view.TextKeys(block))
            if (view.RichText(block, key) is { Length: > 0 } text) AppendText(lines, key, text);
        return lines;
    }

    private static void AppendText(StringBuilder lines, string key, RichText text) => lines.Append(' ').Append(key).Append(":\"").Append(text).Append('"');

    private static void AppendValues(StringBuilder lines, OracleBlock block)
    {
        List<string> keys = [.. block.Properties.Order(StringComparer.Ordinal)];
        foreach (string key in keys)
            if (block.Values(key)[0].Value is { Kind: not PropertyKind.Null } value) AppendValue(lines, key, "=", value);
        foreach (string key in block.Id == Key.Root ? keys : keys.Prepend(""))
        {
            List<Written> values = block.Values(key);
            foreach (Written lost in values.Where(lost => lost.Value != values[0].Value))
                AppendLost(lines, key, lost.Value, lost.When.Time, lost.When.Replica, lost.Author);
        }
        foreach ((string key, PropertyValue value) in block.Members.OrderBy(member => member.Key, StringComparer.Ordinal).ThenBy(member => member.Value))
            AppendValue(lines, key, "∋", value);
        foreach (IGrouping<string, long> counter in block.Amounts.GroupBy(amount => amount.Key, amount => amount.Amount).OrderBy(counter => counter.Key, StringComparer.Ordinal))
            if (counter.Aggregate(0L, (sum, amount) => unchecked(sum + amount)) is not 0 and long sum) AppendValue(lines, counter.Key, "#", sum);
        lines.Append('\n');
    }

    private static void Append(StringBuilder lines, BlockId id, BlockId parent, int index, string type, string? author, RichText text) =>
        lines.Append(id).Append(" under ").Append(parent).Append(" at ").Append(index).Append(": ").Append(type).Append(" by ").Append(author ?? "-")
            .Append(" \"").Append(text).Append('"');

    private static void AppendValue(StringBuilder lines, string key, string sign, PropertyValue value) =>
        lines.Append(' ').Append(key).Append(sign).Append(value.Kind).Append('/').Append(value);

    private static void AppendLost(StringBuilder lines, string key, PropertyValue value, ulong time, long replica, string? author)
    {
        AppendValue(lines, key, "≠", value);
        lines.Append('@').Append(time).Append('/').Append(replica).Append(" by ").Append(author ?? "-");
    }
}
