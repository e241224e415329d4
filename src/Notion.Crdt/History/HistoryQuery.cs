namespace Notion.Crdt;

/// <summary>Which part of a document's history to list, and how finely.</summary>
public sealed record HistoryQuery
{
    /// <summary>Lists what this version holds; null: all. To turn the page, the <see cref="HistoryPage.Next"/> of the one before.</summary>
    public VersionVector? Before { get; init; }

    /// <summary>The most entries on the page, 1 to 10,000. Default 50.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>Changes that one author made in a row become one entry while the pause between two is no longer than this. Default zero: each change by itself.</summary>
    public TimeSpan GroupWithin { get; init; }
}
