namespace Notion.Databases;

/// <summary>How a view shows rows.</summary>
public enum ViewType
{
    /// <summary>A line for each row, a column for each property.</summary>
    Table,

    /// <summary>A column for each group.</summary>
    Board,

    /// <summary>A line for each row.</summary>
    List,

    /// <summary>Rows on the days of a date property.</summary>
    Calendar,

    /// <summary>A card for each row, with its cover.</summary>
    Gallery,
}
