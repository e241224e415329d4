using System.Collections.Frozen;
using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary>All types of blocks that the API makes, changes and shows, with their payloads. A block of another kind is shown as <c>unsupported</c>.</summary>
internal static class ApiBlockTypes
{
    private static readonly TextField Text = new();
    private static readonly CaptionField Caption = new();
    private static readonly ExternalField External = new();
    private static readonly IconField Icon = new();
    private static readonly UrlField Url = new();
    private static readonly FlagField Toggleable = new(BlockProperties.IsToggleable.Key);
    private static readonly WordField Color = new(BlockProperties.Color.Key, TextStyles.Colors, BlockColors.Default);

    public static ApiBlockType Paragraph { get; } = new("paragraph", BlockTypes.Text, Text, Icon, Color) { TakesChildren = true };

    public static ApiBlockType Table { get; } = new("table", BlockTypes.Table, new TableWidthField(), new FlagField(BlockProperties.HasColumnHeader.Key), new FlagField(BlockProperties.HasRowHeader.Key))
    {
        TakesChildren = true,
        Children = ["table_row"],
        LeastChildren = 1,
    };

    public static ApiBlockType TableRow { get; } = new("table_row", BlockTypes.TableRow, new CellsField()) { Parent = "table" };

    public static ApiBlockType ColumnList { get; } = new("column_list", BlockTypes.ColumnList) { TakesChildren = true, Children = ["column"], LeastChildren = 2 };

    public static ApiBlockType ChildPage { get; } = new("child_page", BlockTypes.ChildPage) { IsCreatable = false };

    public static IReadOnlyList<ApiBlockType> All { get; } =
    [
        Paragraph,
        Heading(1),
        Heading(2),
        Heading(3),
        Heading(4),
        new("bulleted_list_item", BlockTypes.BulletedList, Text, Color) { TakesChildren = true },
        new("numbered_list_item", BlockTypes.NumberedList, Text, Color, new ShownNumberField(BlockProperties.ListStartIndex)) { TakesChildren = true },
        new("to_do", BlockTypes.ToDo, Text, new FlagField(BlockProperties.Checked.Key), Color) { TakesChildren = true },
        new("toggle", BlockTypes.Toggle, Text, Color) { TakesChildren = true },
        new("quote", BlockTypes.Quote, Text, Color) { TakesChildren = true },
        new("callout", BlockTypes.Callout, Text, Icon, Color) { TakesChildren = true },
        new("code", BlockTypes.Code, Text, Caption, new WordField(BlockProperties.Language.Key, CodeLanguages.All, "plain text", isRequired: true)),
        new("equation", BlockTypes.Equation, new ExpressionField()),
        new("divider", BlockTypes.Divider),
        new("breadcrumb", "breadcrumb"),
        new("table_of_contents", "table_of_contents", Color),
        ColumnList,
        new("column", BlockTypes.Column, new WidthRatioField()) { TakesChildren = true, Parent = "column_list" },
        Table,
        TableRow,
        new("tab", "tab") { TakesChildren = true, Children = ["paragraph"] },
        new("link_to_page", "link_to_page", new LinkTargetField()),
        new("synced_block", "synced_block", new SyncedFromField()) { TakesChildren = true },
        new("template", "template", Text) { TakesChildren = true },
        new("bookmark", BlockTypes.Bookmark, Url, Caption),
        new("embed", BlockTypes.Embed, Url, Caption),
        new("image", BlockTypes.Image, External, Caption),
        new("video", BlockTypes.Video, External, Caption),
        new("audio", "audio", External, Caption),
        new("file", BlockTypes.File, External, Caption, new NameField()),
        new("pdf", "pdf", External, Caption),
        ChildPage,
    ];

    private static readonly FrozenDictionary<string, ApiBlockType> ByName = All.ToFrozenDictionary(type => type.Name);
    private static readonly FrozenDictionary<string, ApiBlockType> ByKind = All.ToFrozenDictionary(type => type.Kind);

    /// <summary>The type of a name of the API; null where there is none.</summary>
    public static ApiBlockType? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The type of a block's kind; programs that write the API's own names into documents are understood, too. Null for a kind that the API does not have.</summary>
    public static ApiBlockType? OfKind(string kind) => ByKind.GetValueOrDefault(kind) ?? ByName.GetValueOrDefault(kind);

    private static ApiBlockType Heading(int level) => new($"heading_{level}", $"heading_{level}", Text, Color, Toggleable) { TakesChildren = true };
}
