namespace Notion.Crdt;

/// <summary>
/// A block as one of a kind. A view does not ask for the block's type, which another person may change at any moment: values that are not there, or do
/// not fit, read as defaults.
/// </summary>
public static class BlockViews
{
    /// <summary>As the page itself.</summary>
    public static PageBlock AsPage(this Block block) => new(block);

    /// <summary>As a paragraph, an item of a list with bullets, a toggle or a quotation.</summary>
    public static TextBlock AsText(this Block block) => new(block);

    /// <summary>As a row of a table.</summary>
    public static TableRowBlock AsTableRow(this Block block) => new(block);

    /// <summary>As a heading.</summary>
    public static HeadingBlock AsHeading(this Block block) => new(block);

    /// <summary>As an item with a box to tick.</summary>
    public static ToDoBlock AsToDo(this Block block) => new(block);

    /// <summary>As an item of a list with numbers.</summary>
    public static NumberedListBlock AsNumberedList(this Block block) => new(block);

    /// <summary>As code.</summary>
    public static CodeBlock AsCode(this Block block) => new(block);

    /// <summary>As a callout.</summary>
    public static CalloutBlock AsCallout(this Block block) => new(block);

    /// <summary>As a formula.</summary>
    public static EquationBlock AsEquation(this Block block) => new(block);

    /// <summary>As an image, video, embed, bookmark or file.</summary>
    public static MediaBlock AsMedia(this Block block) => new(block);

    /// <summary>As a table.</summary>
    public static TableBlock AsTable(this Block block) => new(block);

    /// <summary>As one of some columns.</summary>
    public static ColumnBlock AsColumn(this Block block) => new(block);

    /// <summary>As a child page or a database.</summary>
    public static LinkBlock AsLink(this Block block) => new(block);
}
