using Notion.Crdt;
using Notion.Server.Store;

namespace Notion.Server.Rooms;

/// <summary>
/// Says what of a document SQL readers have to see anew: gathers the blocks that changed since the last commit, and turns them into rows.
/// </summary>
/// <remarks>Belongs to its room and is as little thread-safe as the document.</remarks>
internal sealed class PageProjector
{
    private readonly Document _document;
    private const BlockChangeKinds Appeared = BlockChangeKinds.Created | BlockChangeKinds.Restored;

    private readonly Dictionary<BlockId, BlockChangeKinds> _changed = [];
    private Dictionary<BlockId, BlockChangeKinds> _taken = [];
    private bool _rebuild;

    public PageProjector(Document document)
    {
        _document = document;
        document.Changed += (_, change) =>
        {
            foreach (BlockChange block in change.Blocks) Note(block.Block, block.Kinds);
        };
    }

    /// <summary>The difference since the last call, for the document as it is now.</summary>
    public PageProjection Take()
    {
        bool whole = _rebuild;
        _rebuild = false;
        _taken = new Dictionary<BlockId, BlockChangeKinds>(_changed);
        _changed.Clear();
        return whole ? Whole(_document) : Difference(_taken);
    }

    /// <summary>What was taken last could not be stored: it counts as changed again.</summary>
    /// <param name="rebuild">The rows in the store do not fit the document: write all of them next time.</param>
    public void PutBack(PageProjection projection, bool rebuild)
    {
        foreach ((BlockId id, BlockChangeKinds kinds) in _taken) Note(id, kinds);
        _rebuild |= rebuild || projection.IsWhole;
    }

    /// <summary>Every live block.</summary>
    public static PageProjection Whole(Document document) =>
        new(true, Title(document), Icon(document), [.. document.EnumerateBlocks().Select(BlockRows.From)], []);

    private void Note(BlockId id, BlockChangeKinds kinds) => _changed[id] = _changed.GetValueOrDefault(id) | kinds;

    private PageProjection Difference(Dictionary<BlockId, BlockChangeKinds> changed)
    {
        var live = new Dictionary<BlockId, Block>();
        var removed = new List<Guid>();
        foreach ((BlockId id, BlockChangeKinds kinds) in changed)
        {
            if (id == BlockId.Root || !_document.TryGetBlock(id, out Block block)) continue;
            if (!block.IsLive) removed.Add(id.ToGuid());
            else Add(live, block, withDescendants: (kinds & Appeared) != 0);
        }
        BlockRow[] rows = [.. live.Values.OrderBy(Depth).Select(BlockRows.From)];
        return new PageProjection(false, Title(_document), Icon(_document), rows, removed);
    }

    /// <param name="withDescendants">A block that came back brings its descendants, which did not change themselves.</param>
    private static void Add(Dictionary<BlockId, Block> live, Block block, bool withDescendants)
    {
        live[block.Id] = block;
        if (!withDescendants) return;
        foreach (Block child in block.Children) Add(live, child, withDescendants);
    }

    private static int Depth(Block block)
    {
        int depth = 0;
        for (Block? parent = block.Parent; parent is { IsRoot: false } above; parent = above.Parent) depth++;
        return depth;
    }

    private static string Title(Document document)
    {
        PropertyValue title = document.Root["title"];
        string text = title.Kind == PropertyKind.String ? title.AsString().Trim() : string.Empty;
        return text.Length == 0 ? Page.DefaultTitle : Cut(text, Page.MaxTitleLength);
    }

    private static string? Icon(Document document)
    {
        PropertyValue icon = document.Root["icon"];
        return icon.Kind == PropertyKind.String ? Cut(icon.AsString(), Page.MaxIconLength) : null;
    }

    private static string Cut(string text, int length)
    {
        if (text.Length <= length) return text;
        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}
