namespace Notion.Databases;

/// <summary>Which rows are wanted, in which order.</summary>
public sealed record RowQuery
{
    /// <summary>Which rows; null for all.</summary>
    public Filter? Filter { get; init; }

    /// <summary>What to sort by, the most important first; then by time of creation and id.</summary>
    public IReadOnlyList<RowSort> Sorts { get; init; } = [];

    /// <summary>Whether conditions and sorts that do not fit the schema are left out, as views do, which somebody else's change of the schema may have left behind; otherwise they are an error.</summary>
    public bool LeavesOutWhatDoesNotFit { get; init; }
}
