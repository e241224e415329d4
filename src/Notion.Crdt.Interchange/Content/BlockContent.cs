namespace Notion.Crdt.Interchange;

/// <summary>What a block shows, without a document: type, text, values, and the blocks under it. What a page shows is one of type <see cref="BlockTypes.Page"/>.</summary>
/// <remarks>Mutable, for those who put content together; not thread-safe. Nothing is checked until it goes into a document.</remarks>
/// <param name="type">Its type.</param>
/// <param name="text">Its text; null for none.</param>
public sealed class BlockContent(string type, RichText? text = null)
{
    /// <summary>Its type, such as <see cref="BlockTypes.ToDo"/>.</summary>
    public string Type { get; set; } = type;

    /// <summary>Its text with its marks.</summary>
    public RichText Text { get; set; } = text ?? RichText.Empty;

    /// <summary>Its properties by key, sorted ordinally.</summary>
    public IDictionary<string, PropertyValue> Properties { get; } = new SortedDictionary<string, PropertyValue>(StringComparer.Ordinal);

    /// <summary>Its sets by key, sorted ordinally.</summary>
    public IDictionary<string, IReadOnlyList<PropertyValue>> Sets { get; } = new SortedDictionary<string, IReadOnlyList<PropertyValue>>(StringComparer.Ordinal);

    /// <summary>Its counters by key, sorted ordinally.</summary>
    public IDictionary<string, long> Counters { get; } = new SortedDictionary<string, long>(StringComparer.Ordinal);

    /// <summary>The texts of properties by key, sorted ordinally: titles, captions, cells, such as <see cref="BlockTexts.Caption"/>. An empty one is none.</summary>
    public IDictionary<string, RichText> Texts { get; } = new SortedDictionary<string, RichText>(StringComparer.Ordinal);

    /// <summary>The blocks under it, in order.</summary>
    public IList<BlockContent> Children { get; } = [];

    /// <summary>What a block shows now, with all that is under it; the root for a whole page.</summary>
    /// <param name="block">The block.</param>
    public static BlockContent From(Block block)
    {
        BlockContent top = Alone(block);
        var left = new Stack<(Block Block, BlockContent Content)>();
        left.Push((block, top));
        while (left.TryPop(out (Block Block, BlockContent Content) next))
        {
            foreach (Block child in next.Block.Children)
            {
                BlockContent content = Alone(child);
                next.Content.Children.Add(content);
                left.Push((child, content));
            }
        }
        return top;
    }

    /// <summary>Makes blocks of contents, with all that is under them.</summary>
    /// <param name="edit">The transaction; it goes on after an exception, with part of the blocks made.</param>
    /// <param name="contents">The contents.</param>
    /// <param name="parent">The block under which they are shown.</param>
    /// <param name="index">The place of the first among the parent's shown children; -1: behind the last.</param>
    /// <param name="cancellationToken">Stops the call within a thousand blocks.</param>
    /// <returns>The blocks made of <paramref name="contents"/>, in order, and how many were made in all.</returns>
    /// <exception cref="ArgumentException">A name is empty or too long.</exception>
    /// <exception cref="CrdtException">As for <see cref="Transaction.CreateBlock"/>, <see cref="Transaction.SetProperty"/> and the like.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static (IReadOnlyList<BlockId> Blocks, int Count) Insert(
        in Transaction edit, IEnumerable<BlockContent> contents, BlockId parent, int index = -1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(contents);
        var made = new List<BlockId>();
        var left = new Stack<(BlockContent Content, BlockId Block)>();
        int count = 0;
        foreach (BlockContent content in contents)
        {
            made.Add(content.Create(edit, parent, index < 0 ? index : index + made.Count));
            left.Push((content, made[^1]));
        }
        while (left.TryPop(out (BlockContent Content, BlockId Block) next))
        {
            if (++count % 1_000 == 0) cancellationToken.ThrowIfCancellationRequested();
            foreach (BlockContent child in next.Content.Children) left.Push((child, child.Create(edit, next.Block, -1)));
        }
        return (made, count);
    }

    /// <summary>Whether it has properties, sets, counters or texts of properties.</summary>
    internal bool HasValues => Properties.Count + Sets.Count + Counters.Count + Texts.Count > 0;

    /// <summary>Sets the properties, sets, counters and texts of properties on a block; those that are not here stay as they are.</summary>
    internal void SetValues(in Transaction edit, BlockId block)
    {
        foreach ((string key, PropertyValue value) in Properties) edit.SetProperty(block, key, value);
        foreach ((string key, IReadOnlyList<PropertyValue> members) in Sets)
            foreach (PropertyValue member in members) edit.AddToSet(block, key, member);
        foreach ((string key, long amount) in Counters) edit.Increment(block, key, amount);
        foreach ((string key, RichText text) in Texts)
            if (text.Count > 0) edit.InsertText(block, key, 0, text);
    }

    /// <summary>What a block shows, without what is under it.</summary>
    internal static BlockContent Alone(Block block)
    {
        var content = new BlockContent(block.Type, block.IsRoot ? null : block.RichText);
        foreach ((string key, PropertyValue value) in block.Properties) content.Properties.Add(key, value);
        foreach ((string key, IReadOnlyList<PropertyValue> members) in block.Sets)
            if (members.Count > 0) content.Sets.Add(key, members);
        foreach ((string key, long amount) in block.Counters) content.Counters.Add(key, amount);
        foreach ((string key, RichText text) in block.PropertyTexts) content.Texts.Add(key, text);
        return content;
    }

    private BlockId Create(in Transaction edit, BlockId parent, int index)
    {
        BlockId block = edit.CreateBlock(Type, parent, index);
        if (Text.Count > 0) edit.InsertText(block, 0, Text);
        SetValues(edit, block);
        return block;
    }
}
