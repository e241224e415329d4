namespace Notion.Crdt;

/// <summary>The block types that this library has views and schema rules for. A document may hold blocks of any other type as well.</summary>
public static class BlockTypes
{
    /// <summary>The page itself: the root of a document.</summary>
    public const string Page = "page";

    /// <summary>A paragraph; <c>paragraph</c> in Notion's API.</summary>
    public const string Text = "text";

    /// <summary>A heading of the first level.</summary>
    public const string Heading1 = "heading_1";

    /// <summary>A heading of the second level.</summary>
    public const string Heading2 = "heading_2";

    /// <summary>A heading of the third level.</summary>
    public const string Heading3 = "heading_3";

    /// <summary>An item of a list with bullets; <c>bulleted_list_item</c> in Notion's API.</summary>
    public const string BulletedList = "bulleted_list";

    /// <summary>An item of a list with numbers, which follow from where it stands; <c>numbered_list_item</c> in Notion's API.</summary>
    public const string NumberedList = "numbered_list";

    /// <summary>An item with a box to tick.</summary>
    public const string ToDo = "to_do";

    /// <summary>A line that opens to show its children.</summary>
    public const string Toggle = "toggle";

    /// <summary>Program code.</summary>
    public const string Code = "code";

    /// <summary>A quotation.</summary>
    public const string Quote = "quote";

    /// <summary>Text that stands out, with an icon.</summary>
    public const string Callout = "callout";

    /// <summary>A line across the page; it has no text.</summary>
    public const string Divider = "divider";

    /// <summary>A formula; its text is the formula in TeX.</summary>
    public const string Equation = "equation";

    /// <summary>A picture.</summary>
    public const string Image = "image";

    /// <summary>A film.</summary>
    public const string Video = "video";

    /// <summary>Another site's content, shown in the page.</summary>
    public const string Embed = "embed";

    /// <summary>A link to a site, shown as a card.</summary>
    public const string Bookmark = "bookmark";

    /// <summary>A file to download.</summary>
    public const string File = "file";

    /// <summary>A table; its children are <see cref="TableRow"/>s.</summary>
    public const string Table = "table";

    /// <summary>A row of a <see cref="Table"/>.</summary>
    public const string TableRow = "table_row";

    /// <summary>Columns side by side; its children are <see cref="Column"/>s.</summary>
    public const string ColumnList = "column_list";

    /// <summary>One of the columns of a <see cref="ColumnList"/>.</summary>
    public const string Column = "column";

    /// <summary>Another page, which stands under this one; a document of its own.</summary>
    public const string ChildPage = "child_page";

    /// <summary>A database, whose rows are pages; <c>child_database</c> in Notion's API.</summary>
    public const string Database = "database";
}
