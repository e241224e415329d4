using Notion.Crdt;
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
    /// <summary>More people than this seldom type in one page at one time.</summary>
    private const int MaxMirrors = 8;

    private readonly HashSet<BlockId> _changed = [];
    private readonly Dictionary<BlockId, TextMirror> _mirrors = [];
    private Dictionary<BlockId, (BlockId Parent, string Position)> _standing;
    private bool _moved;
    private bool _rebuild;

    /// <param name="document">As the rows in the store show it.</param>
    public PageProjector(Document document)
    {
        _document = document;
        _standing = Standing();
        document.Changed += (_, change) =>
        {
            foreach (BlockChange block in change.Blocks)
            {
                _changed.Add(block.Block);
                if ((block.Kinds & ~InPlace) != 0) Move();
                else if (_mirrors.TryGetValue(block.Block, out TextMirror? mirror) && !(block.Kinds == BlockChangeKinds.Text && mirror.TryApply(block.Text))) _mirrors.Remove(block.Block);
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
        _changed.Clear();
        _moved = _rebuild = false;
        return projection;
    }

    /// <summary>What was taken last could not be stored, or others have stored rows beside it: the next commit writes every row.</summary>
    public void PutBack() => _rebuild = true;

    /// <summary>Something stands elsewhere, or shows otherwise. What is hidden changes without a word, so no text is known any more.</summary>
    private void Move()
    {
        _moved = true;
        _mirrors.Clear();
    }

    /// <summary>Every live block.</summary>
    public static PageProjection Whole(Document document) =>
        Describe(document, true, [.. document.EnumerateBlocks()], [], null);

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
        var depths = new Dictionary<BlockId, int>();
        return Describe(_document, false, [.. _changed.Where(_standing.ContainsKey).Select(_document.GetBlock).OrderBy(block => Depth(block, depths))], removed, _mirrors);
    }

    /// <param name="document">The document.</param>
    /// <param name="isWhole">See <see cref="PageProjection"/>.</param>
    /// <param name="changed">The blocks to describe.</param>
    /// <param name="removed">See <see cref="PageProjection"/>.</param>
    /// <param name="mirrors">Texts that are known, to be read and added to; null for none.</param>
    private static PageProjection Describe(Document document, bool isWhole, Block[] changed, IReadOnlyList<Guid> removed, Dictionary<BlockId, TextMirror>? mirrors)
    {
        var rows = new List<BlockRow>(changed.Length);
        var links = new List<BlockLink>();
        foreach (Block block in changed)
        {
            if (mirrors is not null && mirrors.TryGetValue(block.Id, out TextMirror? mirror))
            {
                rows.Add(BlockRows.From(block, mirror.Text));
                continue;
            }
            RichText text = block.RichText;
            string shown = text.Text;
            rows.Add(BlockRows.From(block, shown));
            links.AddRange(BlockLinks.Of(block, text));
            if (mirrors is null || !IsPlain(text)) continue;
            if (mirrors.Count == MaxMirrors) mirrors.Clear();
            mirrors.Add(block.Id, new TextMirror(shown));
        }
        return new PageProjection(isWhole, Title(document), Short(document, "icon", Page.MaxIconLength), rows, removed)
        {
            Cover = Short(document, "cover", Page.MaxCoverLength),
            Links = links,
        };
    }

    private Dictionary<BlockId, (BlockId Parent, string Position)> Standing()
    {
        var standing = new Dictionary<BlockId, (BlockId, string)>();
        foreach (Block block in _document.EnumerateBlocks()) standing.Add(block.Id, (block.Parent!.Value.Id, block.Position));
        return standing;
    }

    private static bool IsPlain(RichText text) => text.Count == 0 || (text.Count == 1 && text[0].Marks.IsEmpty);

    /// <summary>How many blocks stand above. Each is walked over once for all that are asked for, or a writer who nests thousands would cost the square of them.</summary>
    private static int Depth(Block block, Dictionary<BlockId, int> known)
    {
        var above = new Stack<BlockId>();
        int depth = -1;
        for (Block? at = block; at is { IsRoot: false } step; at = step.Parent)
        {
            if (known.TryGetValue(step.Id, out depth)) break;
            depth = -1;
            above.Push(step.Id);
        }
        while (above.TryPop(out BlockId id)) known[id] = ++depth;
        return known[block.Id];
    }

    private static string Title(Document document)
    {
        PropertyValue title = document.Root["title"];
        string text = title.Kind == PropertyKind.String ? title.AsString().Trim() : string.Empty;
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
