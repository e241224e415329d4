namespace Notion.Databases;

/// <summary>What rows are sorted by, once a sort is matched with the schema.</summary>
/// <param name="Slot">Where the value is.</param>
/// <param name="Kind">How it compares.</param>
/// <param name="Descending">The largest first; rows without a value come last all the same.</param>
public sealed record SortKey(string Slot, SortKind Kind, bool Descending)
{
    /// <summary>With <see cref="SortKind.Places"/>: the place of each id; others count as no value.</summary>
    public IReadOnlyDictionary<string, int> Places { get; init; } = new Dictionary<string, int>();
}
