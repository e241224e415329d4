namespace Notion.Databases;

/// <summary>The rows that have one value.</summary>
/// <param name="Key">The value: the id of an option, user or page, <c>true</c> or <c>false</c>; null for rows without a value.</param>
/// <param name="Count">How many rows there are.</param>
/// <param name="First">The first of them, and how to go on.</param>
public sealed record RowGroup(string? Key, int Count, RowPage First);
