namespace Notion.Crdt;

/// <summary>A page of a document's history.</summary>
/// <param name="Entries">The latest first.</param>
/// <param name="Next">For the page after this one, as <see cref="HistoryQuery.Before"/>; null at the beginning of the history.</param>
public sealed record HistoryPage(IReadOnlyList<HistoryEntry> Entries, VersionVector? Next);
