using System.Text;

namespace Notion.Crdt.Tests.Oracle;

/// <summary>
/// An editor for one person: a tree of blocks with text, and verbs that do the obvious. What a verb does to a document, from any state that
/// concurrency can produce, must be what it does here, and nothing else.
/// </summary>
internal sealed class PlainEditor
{
    private readonly Dictionary<BlockId, Node> _nodes = [];

    private sealed class Node(BlockId id, string type, RichText text, string properties)
    {
        public BlockId Id { get; } = id;

        public string Type { get; set; } = type;

        public RichText Text { get; set; } = text;

        public string Properties { get; set; } = properties;

        public Node? Parent { get; set; }

        public List<Node> Children { get; } = [];
    }

    public PlainEditor(Document document)
    {
        _nodes[BlockId.Root] = new Node(BlockId.Root, "", "", Describe(document.Root));
        foreach (Block block in document.EnumerateBlocks())
            Add(new Node(block.Id, block.Type, block.RichText, Describe(block)), block.Parent!.Value.Id, -1);
    }

    public void Create(BlockId id, string type, BlockId parent, int index) => Add(new Node(id, type, "", "\n"), parent, index);

    public void InsertText(BlockId id, int offset, RichText text) => Exchange(_nodes[id], offset, 0, _ => text);

    public void DeleteText(BlockId id, int offset, int length) => Exchange(_nodes[id], offset, length, _ => RichText.Empty);

    public void Mark(BlockId id, int offset, int length, string type, string? mark, PropertyValue value) => Exchange(
        _nodes[id], offset, length, text => RichText.From(text.Select(run => run with { Marks = run.Marks.With(type, mark, value) })));

    private static void Exchange(Node node, int offset, int length, Func<RichText, RichText> exchange)
    {
        RichText text = node.Text;
        node.Text = text.Slice(0, offset) + exchange(text.Slice(offset, length)) + text.Slice(offset + length, text.Length - offset - length);
    }

    public void SetType(BlockId id, string type) => _nodes[id].Type = type;

    public void SetProperties(BlockId id, Block block) => _nodes[id].Properties = Describe(block);

    public void Move(BlockId id, BlockId parent, int index)
    {
        Node node = _nodes[id];
        node.Parent!.Children.Remove(node);
        Attach(node, _nodes[parent], index);
    }

    public void Delete(BlockId id)
    {
        Node node = _nodes[id];
        node.Parent!.Children.Remove(node);
        Forget(node);
    }

    /// <summary>The new block comes after the old one. Children stay, but those of a block whose text was joined behind the cut go with that text.</summary>
    public void Split(BlockId id, int offset, BlockId made, string type, Document now)
    {
        Node node = _nodes[id];
        Create(made, type, node.Parent!.Id, node.Parent.Children.IndexOf(node) + 1);
        _nodes[made].Text = node.Text.Slice(offset, node.Text.Length - offset);
        node.Text = node.Text.Slice(0, offset);
        foreach (Node child in node.Children.Where(child => now.GetBlock(child.Id).Parent?.Id == made).ToList()) Move(child.Id, made, -1);
    }

    /// <summary>The text goes to the end of the other's, and the children among the other's children, in one piece.</summary>
    public void Join(BlockId id, BlockId into, Document now)
    {
        Node node = _nodes[id], target = _nodes[into];
        target.Text += node.Text;
        List<Node> children = [.. node.Children];
        node.Parent!.Children.Remove(node);
        int index = children.Count == 0 ? -1 : now.GetBlock(children[0].Id).Index;
        foreach (Node child in children) Move(child.Id, into, index < 0 ? -1 : index++);
        _nodes.Remove(id);
    }

    /// <summary>Fails where the document does not show what this editor does.</summary>
    public void AssertShownBy(Document document, string verb)
    {
        List<string> expected = [], shown = [];
        Describe(_nodes[BlockId.Root], expected);
        Describe(new PlainEditor(document)._nodes[BlockId.Root], shown);
        if (!expected.SequenceEqual(shown)) Assert.Fail($"local: {verb}\nexpected\n{string.Join('\n', expected)}\nshown\n{string.Join('\n', shown)}");
    }

    private static void Describe(Node node, List<string> lines)
    {
        lines.Add($"{node.Id} under {node.Parent?.Id}: {node.Type} \"{node.Text}\" {node.Properties}");
        foreach (Node child in node.Children) Describe(child, lines);
    }

    private static string Describe(Block block) => Rendering.AppendValues(new StringBuilder(), block).ToString();

    private void Add(Node node, BlockId parent, int index)
    {
        _nodes.Add(node.Id, node);
        Attach(node, _nodes[parent], index);
    }

    private static void Attach(Node node, Node parent, int index)
    {
        node.Parent = parent;
        parent.Children.Insert(index < 0 ? parent.Children.Count : index, node);
    }

    private void Forget(Node node)
    {
        _nodes.Remove(node.Id);
        foreach (Node child in node.Children) Forget(child);
    }
}
