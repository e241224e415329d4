namespace Notion.Server.Databases;

/// <summary>Where a statement takes its rows from.</summary>
internal enum RowSource
{
    /// <summary>All rows of the database.</summary>
    Rows,

    /// <summary>The rows that have the first key, in its order.</summary>
    FirstKey,

    /// <summary>The rows that do not have the first key.</summary>
    WithoutFirstKey,
}
