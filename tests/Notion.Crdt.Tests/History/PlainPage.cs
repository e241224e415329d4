using System.Text;

namespace Notion.Crdt.Tests.Histories;

/// <summary>What a document shows, as a tree of plain values that a diff can be applied to without a document.</summary>
internal sealed class PlainPage
{
    private sealed class Node(BlockId id)
    {
        public BlockId Id { get; } = id;

        public string Type { get; set; } = "";

        public RichText Text { get; set; } = RichText.Empty;

        public SortedDictionary<string, RichText> Texts { get; } = new(StringComparer.Ordinal);

        public SortedDictionary<string, PropertyValue> Properties { get; } = new(StringComparer.Ordinal);

        public SortedSet<(string Key, PropertyValue Value)> Members { get; } = [];

        public SortedDictionary<string, long> Counters { get; } = new(StringComparer.Ordinal);

        public List<Node> Children { get; } = [];

        public Node? Parent { get; set; }
    }

    private readonly Dictionary<BlockId, Node> _nodes = [];

    public PlainPage(Document document)
    {
        _nodes[BlockId.Root] = Read(document.Root);
        foreach (Block block in document.EnumerateBlocks())
        {
            Node node = Read(block);
            node.Parent = _nodes[block.Parent!.Value.Id];
            node.Parent.Children.Add(node);
            _nodes.Add(block.Id, node);
        }
    }

    public void Apply(DocumentDiff diff)
    {
        foreach (BlockDelta delta in diff.Blocks)
        {
            if ((delta.Kinds & (BlockChangeKinds.Deleted | BlockChangeKinds.Moved)) == 0) continue;
            Node node = _nodes[delta.Block];
            node.Parent!.Children.Remove(node);
            if (delta.Kinds == BlockChangeKinds.Deleted) _nodes.Remove(delta.Block);
        }
        foreach (BlockDelta delta in diff.Blocks)
        {
            if (delta.Kinds == BlockChangeKinds.Deleted) continue;
            if ((delta.Kinds & (BlockChangeKinds.Created | BlockChangeKinds.Restored)) != 0) _nodes.Add(delta.Block, new Node(delta.Block));
            Node node = _nodes[delta.Block];
            if ((delta.Kinds & (BlockChangeKinds.Created | BlockChangeKinds.Restored | BlockChangeKinds.Moved)) != 0)
            {
                node.Parent = _nodes[delta.Parent];
                node.Parent.Children.Insert(delta.Index, node);
            }
            node.Type = delta.Type;
            Assert.Equal(TextDelta.Apply(node.Text.Text, delta.Text), TextDelta.Apply(node.Text, delta.Text).Text);
            node.Text = TextDelta.Apply(node.Text, delta.Text);
            foreach (PropertyTextDelta text in delta.PropertyTexts)
            {
                node.Texts[text.Key] = TextDelta.Apply(node.Texts.GetValueOrDefault(text.Key, RichText.Empty), text.Steps);
                if (node.Texts[text.Key].Length == 0) node.Texts.Remove(text.Key);
            }
            foreach (PropertyDelta property in delta.Properties)
            {
                Assert.Equal(property.Before, node.Properties.GetValueOrDefault(property.Key));
                if (property.After == PropertyValue.Null) node.Properties.Remove(property.Key);
                else node.Properties[property.Key] = property.After;
            }
            foreach (SetDelta set in delta.Sets)
            {
                foreach (PropertyValue value in set.Removed) Assert.True(node.Members.Remove((set.Key, value)));
                foreach (PropertyValue value in set.Added) Assert.True(node.Members.Add((set.Key, value)));
            }
            foreach (CounterDelta counter in delta.Counters)
            {
                Assert.Equal(counter.Before, node.Counters.GetValueOrDefault(counter.Key));
                if (counter.After == 0) node.Counters.Remove(counter.Key);
                else node.Counters[counter.Key] = counter.After;
            }
        }
    }

    public override string ToString()
    {
        var lines = new StringBuilder();
        Write(lines, _nodes[BlockId.Root], 0);
        return lines.ToString();
    }

    private static Node Read(Block block)
    {
        var node = new Node(block.Id) { Type = block.Type, Text = block.RichText };
        foreach ((string key, RichText text) in block.PropertyTexts) node.Texts.Add(key, text);
        foreach ((string key, PropertyValue value) in block.Properties) node.Properties.Add(key, value);
        foreach ((string key, IReadOnlyList<PropertyValue> members) in block.Sets)
            foreach (PropertyValue value in members) node.Members.Add((key, value));
        foreach ((string key, long sum) in block.Counters) node.Counters.Add(key, sum);
        return node;
    }

    private static void Write(StringBuilder lines, Node node, int depth)
    {
        lines.Append(' ', depth).Append(node.Id).Append(' ').Append(node.Type).Append(" \"").Append(node.Text).Append('"');
        foreach ((string key, RichText text) in node.Texts) lines.Append(' ').Append(key).Append(":\"").Append(text).Append('"');
        foreach ((string key, PropertyValue value) in node.Properties) lines.Append(' ').Append(key).Append('=').Append(value.Kind).Append('/').Append(value);
        foreach ((string key, PropertyValue value) in node.Members) lines.Append(' ').Append(key).Append('∋').Append(value.Kind).Append('/').Append(value);
        foreach ((string key, long sum) in node.Counters) lines.Append(' ').Append(key).Append('#').Append(sum);
        lines.Append('\n');
        foreach (Node child in node.Children) Write(lines, child, depth + 1);
    }
}
