namespace Notion.Server.Databases;

/// <summary>Which rows a query may look at.</summary>
/// <param name="DatabaseId">The database.</param>
/// <param name="Hidden">Rows of it that the asker may not see.</param>
internal sealed record RowScope(Guid DatabaseId, IReadOnlyList<Guid> Hidden);
