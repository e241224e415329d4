namespace Notion.Databases;

/// <summary>A row with what it sorts by.</summary>
internal readonly record struct RankedRow(DatabaseRow Row, SortValue[] Keys, long CreatedTime, Guid Id);
