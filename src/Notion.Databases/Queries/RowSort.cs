namespace Notion.Databases;

/// <summary>One property to sort by. Rows without a value come last, up or down.</summary>
/// <param name="Property">The property's id; <c>created_time</c> and <c>last_edited_time</c> mean the row's own.</param>
/// <param name="Descending">The largest first.</param>
public sealed record RowSort(string Property, bool Descending = false);
