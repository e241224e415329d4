namespace Notion.Databases;

/// <summary>What the groups of rows are.</summary>
public enum RowGroupingKind
{
    /// <summary>Options: one group each, in their order, then those without.</summary>
    Options,

    /// <summary>Users or pages: one group each, by id, then those without.</summary>
    Items,

    /// <summary>False, then true.</summary>
    Flag,
}
