namespace Notion.Databases;

/// <summary>One answer of several.</summary>
/// <param name="Rows">The rows, in order.</param>
/// <param name="Next">The cursor to go on with; null at the end.</param>
public sealed record RowPage(IReadOnlyList<DatabaseRow> Rows, string? Next);
