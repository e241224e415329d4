using Notion.Crdt;
using Notion.Databases;
using Notion.Server.Databases;
using Notion.Server.Store;

namespace Notion.Server.Rooms;

/// <summary>Says what of a document SQL readers have to see anew since the last commit, as rows.</summary>
/// <remarks>
/// Text and properties are known from the document's events. Where blocks stand is compared as a whole, and only in commits that
/// moved, made or removed some: one deletion or join can move many others, and a projection must not depend on guessing which.
/// Belongs to its room and is as little thread-safe as the document.
/// </remarks>
internal sealed class PageProjector
{
    private const BlockChangeKinds InPlace = BlockChangeKinds.Text | BlockChangeKinds.Properties;

    private readonly Document _document;
    private readonly HashSet<BlockId> _changed = [];
    private Dictionary<BlockId, (BlockId Parent, string Position)> _standing;
    private RowProjection _row;
    private bool _moved;
    private bool _rebuild;

    /// <param name="document">As the rows in the store show it.</param>
    public PageProjector(Document document)
    {
        _document = document;
        _standing = Standing();
        _row = RowProjector.Project(document);
        document.Changed += (_, change) =>
        {
            foreach (BlockChange block in change.Blocks)
            {
                _changed.Add(block.Block);
                _moved |= (block.Kinds & ~InPlace) != 0;
            }
        };
    }

    /// <summary>Whether the next commit writes every row, whatever has changed.</summary>
    public bool IsWholeDue => _rebuild;

    /// <summary>The difference since the last call, for the document as it is now.</summary>
    public PageProjection Take()
    {
        PageProjection projection = _rebuild ? Whole(_document) : Difference();
        if (_rebuild) _standing = Standing();
        if (projection.Row is { } row) _row = row;
        _changed.Clear();
        _moved = _rebuild = false;
        return projection;
    }

    /// <summary>What was taken last could not be stored, or others have stored rows beside it: the next commit writes every row.</summary>
    public void PutBack() => _rebuild = true;

    /// <summary>Every live block.</summary>
    public static PageProjection Whole(Document document) =>
        Describe(document, true, [.. document.EnumerateBlocks()], []) with { Row = RowProjector.Project(document) };

    private PageProjection Difference()
    {
        var removed = new List<Guid>();
        if (_moved)
        {
            Dictionary<BlockId, (BlockId Parent, string Position)> standing = Standing();
            foreach ((BlockId id, (BlockId, string) place) in standing)
                if (!_standing.TryGetValue(id, out (BlockId, string) before) || before != place) _changed.Add(id);
            removed.AddRange(_standing.Keys.Where(id => !standing.ContainsKey(id)).Select(id => id.ToGuid()));
            // Of what others committed the rows may be there, though it has gone again before this room committed anything.
            removed.AddRange(_changed.Where(id => !standing.ContainsKey(id) && !_standing.ContainsKey(id)).Select(id => id.ToGuid()));
            _standing = standing;
        }
        return Describe(_document, false, [.. _changed.Where(_standing.ContainsKey).Select(_document.GetBlock).OrderBy(Depth)], removed) with { Row = ChangedRow() };
    }

    /// <summary>Values lie on the page itself, a schema in the blocks of a database.</summary>
    private RowProjection? ChangedRow()
    {
        if (!_changed.Contains(BlockId.Root) && (_row.Schema is null || _changed.Count == 0)) return null;
        var row = RowProjector.Project(_document);
        return row.Equals(_row) ? null : row;
    }

    private static PageProjection Describe(Document document, bool isWhole, Block[] changed, IReadOnlyList<Guid> removed) =>
        new(isWhole, Title(document), Short(document, "icon", Page.MaxIconLength), [.. changed.Select(BlockRows.From)], removed)
        {
            Cover = Short(document, "cover", Page.MaxCoverLength),
            Links = [.. changed.SelectMany(BlockLinks.Of)],
        };

    private Dictionary<BlockId, (BlockId Parent, string Position)> Standing()
    {
        var standing = new Dictionary<BlockId, (BlockId, string)>();
        foreach (Block block in _document.EnumerateBlocks()) standing.Add(block.Id, (block.Parent!.Value.Id, block.Position));
        return standing;
    }

    private static int Depth(Block block)
    {
        int depth = 0;
        for (Block? parent = block.Parent; parent is { IsRoot: false } above; parent = above.Parent) depth++;
        return depth;
    }

    private static string Title(Document document)
    {
        string text = DatabaseRow.ReadTitle(document).Text.Trim();
        return text.Length == 0 ? Page.DefaultTitle : Cut(text, Page.MaxTitleLength);
    }

    private static string? Short(Document document, string key, int length)
    {
        PropertyValue value = document.Root[key];
        return value.Kind == PropertyKind.String && value.AsString() is { Length: > 0 } text ? Cut(text, length) : null;
    }

    private static string Cut(string text, int length)
    {
        if (text.Length <= length) return text;
        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}
