namespace Notion.Databases;

/// <summary>A query matched with a schema and a moment: what is evaluated, in memory or in SQL. Immutable; made by <see cref="RowPlanner"/>.</summary>
/// <param name="Test">Which rows.</param>
/// <param name="Keys">What they are sorted by; then by time of creation and id.</param>
/// <param name="Fingerprint">Tells queries apart, so that a cursor is used with its own only.</param>
public sealed record RowPlan(RowTest Test, IReadOnlyList<SortKey> Keys, ulong Fingerprint);
