using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary>A block as it is shown at one moment: what an answer says of it. Immutable, so that it can be written outside its page's room.</summary>
/// <param name="Id">Its id in its document.</param>
/// <param name="Parent">The block above it; the root where it is at the top of its page.</param>
/// <param name="Kind">Its kind in its document.</param>
/// <param name="Text">Its own text.</param>
internal sealed record ShownBlock(BlockId Id, BlockId Parent, string Kind, RichText Text, IReadOnlyDictionary<string, PropertyValue> Values, IReadOnlyDictionary<string, RichText> Texts)
{
    /// <summary>Its type in the API; null for a kind that the API does not have.</summary>
    public ApiBlockType? Type { get; } = ApiBlockTypes.OfKind(Kind);

    public bool HasChildren { get; private init; }

    public bool IsInTrash { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset EditedAt { get; private init; }

    /// <summary>Null where the change named no user.</summary>
    public Guid? CreatedBy { get; private init; }

    public Guid? EditedBy { get; private init; }

    /// <summary>Tables and their rows: how many columns.</summary>
    public int TableWidth { get; private init; }

    public static ShownBlock Of(Block block)
    {
        Block? parent = block.Parent ?? block.DeletedFrom?.Parent;
        (DateTimeOffset editedAt, string? editedBy) = LastEdit(block);
        return new ShownBlock(block.Id, parent?.Id ?? BlockId.Root, block.Type, block.RichText, block.Properties, block.PropertyTexts)
        {
            HasChildren = block.ChildCount > 0,
            IsInTrash = !block.IsLive,
            CreatedAt = block.CreatedAt.Time,
            CreatedBy = UserOf(block.CreatedBy),
            EditedAt = editedAt,
            EditedBy = UserOf(editedBy),
            TableWidth = WidthOf(block, parent),
        };
    }

    public PropertyValue Value(string name) => Values.GetValueOrDefault(name);

    /// <summary>A property that is a text; null where it is not set, or none.</summary>
    public string? Word(string name) => Value(name) is { Kind: PropertyKind.String } value ? value.AsString() : null;

    public RichText TextOf(string name) => Texts.GetValueOrDefault(name) ?? RichText.Empty;

    /// <summary>Changes name their author as a text; a user of this server by their id.</summary>
    private static Guid? UserOf(string? author) => Guid.TryParseExact(author, "D", out Guid user) ? user : null;

    /// <summary>The latest of what is still to be seen of the block: of a text that was erased nothing is.</summary>
    private static (DateTimeOffset At, string? By) LastEdit(Block block)
    {
        BlockAuthorship authorship = block.Document.GetAuthorship(block.Id);
        Attribution last = authorship.Created;
        IEnumerable<Attribution> all =
        [
            authorship.Type,
            .. authorship.Properties.Values,
            .. authorship.Text.Select(run => run.By),
            .. authorship.Marks.Select(mark => mark.By),
            .. authorship.PropertyTexts.Values.SelectMany(runs => runs).Select(run => run.By),
            .. authorship.PropertyMarks.Values.SelectMany(marks => marks).Select(mark => mark.By),
        ];
        foreach (Attribution by in all)
            if (by.Time is { } time && (last.Time is not { } latest || time > latest)) last = by;
        return (last.Time?.Time ?? block.CreatedAt.Time, last.Author);
    }

    /// <summary>How many columns a table, or the table of a row, has.</summary>
    public static int WidthOf(Block block, Block? parent)
    {
        Block? table = block.Type == BlockTypes.Table ? block : block.Type == BlockTypes.TableRow ? parent : null;
        if (table?.Get(BlockProperties.TableWidth) is { } width) return (int)Math.Min(width, TableWidthField.Max);
        int filled = 0;
        for (int column = 0; block.Type == BlockTypes.TableRow && column < TableWidthField.Max; column++)
            if (block.GetTextLength(BlockTexts.Cell(column)) > 0) filled = column + 1;
        return filled;
    }
}
