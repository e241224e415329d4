namespace Notion.Crdt;

/// <summary>The properties of the block types in <see cref="BlockTypes"/>, under the keys that Notion's API has for them.</summary>
public static class BlockProperties
{
    /// <summary>Colour of the text, or with <c>_background</c> of what is behind it; see <see cref="BlockColors"/>.</summary>
    public static BlockProperty<string> Color { get; } = BlockProperty.String("color", BlockColors.Default);

    /// <summary>To-dos: whether it is done.</summary>
    public static BlockProperty<bool> Checked { get; } = BlockProperty.Flag("checked");

    /// <summary>Headings: whether it opens and closes what is under it.</summary>
    public static BlockProperty<bool> IsToggleable { get; } = BlockProperty.Flag("is_toggleable");

    /// <summary>Numbered lists: the number of the first item, where it is not 1.</summary>
    public static BlockProperty<long?> ListStartIndex { get; } = BlockProperty.Integer("list_start_index", 0, int.MaxValue);

    /// <summary>Code: the programming language, as Notion names it.</summary>
    public static BlockProperty<string> Language { get; } = BlockProperty.String("language", "plain text");

    /// <summary>Pages and callouts: an emoji, or the address of a picture.</summary>
    public static BlockProperty<string> Icon { get; } = BlockProperty.String("icon");

    /// <summary>Pages: the address of the picture across its top.</summary>
    public static BlockProperty<string> Cover { get; } = BlockProperty.String("cover");

    /// <summary>Images, videos, embeds, bookmarks and files: the address of what is shown.</summary>
    public static BlockProperty<string> Url { get; } = BlockProperty.String("url");

    /// <summary>Files: the name to download it under.</summary>
    public static BlockProperty<string> Name { get; } = BlockProperty.String("name");

    /// <summary>Tables: how many columns.</summary>
    public static BlockProperty<long?> TableWidth { get; } = BlockProperty.Integer("table_width", 1, 100_000);

    /// <summary>Tables: whether the first row is a header.</summary>
    public static BlockProperty<bool> HasColumnHeader { get; } = BlockProperty.Flag("has_column_header");

    /// <summary>Tables: whether the first cell of each row is a header.</summary>
    public static BlockProperty<bool> HasRowHeader { get; } = BlockProperty.Flag("has_row_header");

    /// <summary>Columns: the share of the width that the column takes, above 0; all equal where it is not set.</summary>
    public static BlockProperty<double?> WidthRatio { get; } = BlockProperty.Number("width_ratio");

    /// <summary>Child pages: the UUID of the page.</summary>
    public static BlockProperty<string> PageId { get; } = BlockProperty.String("page_id");

    /// <summary>Databases: the UUID of the database.</summary>
    public static BlockProperty<string> DatabaseId { get; } = BlockProperty.String("database_id");

    /// <summary>Child pages and databases: the title as it was when last looked at. The title itself belongs to the page's own document.</summary>
    public static BlockProperty<string> LinkTitle { get; } = BlockProperty.String("link_title");
}
