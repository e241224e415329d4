using System.Text.Json;

namespace Notion.Server.History;

/// <summary>What changes of one author in a row did.</summary>
/// <param name="Version">The page after it: for looking at, comparing, and going back to.</param>
/// <param name="Before">The page before it.</param>
/// <param name="Author">As the changes name them: a user's id, or what another program wrote; null for none.</param>
/// <param name="Changes">How many changes.</param>
internal sealed record HistoryItem(string Version, string Before, string? Author, DateTimeOffset From, DateTimeOffset To, int Changes, HistorySummary Summary);

/// <summary>Counts by verb; characters where text is meant, else blocks or properties.</summary>
internal sealed record HistorySummary(int Inserted, int Erased, int Restored, int Created, int Split, int Joined, int Moved, int Deleted, int Set);

/// <param name="Next">Send it as <c>before</c> for the next part; null at the beginning of the history.</param>
internal sealed record HistoryList(IReadOnlyList<HistoryItem> Items, string? Next);

internal sealed record VersionAnswer(string Version, string Title, string? Icon, IReadOnlyList<VersionBlock> Blocks);

/// <summary>A block as it was; parents before their children, in the order shown.</summary>
internal sealed record VersionBlock(Guid Id, Guid? ParentId, string Type, JsonElement Properties, JsonElement Content);

internal sealed record ComparisonAnswer(int Inserted, int Deleted, IReadOnlyList<BlockComparison> Blocks);

/// <param name="Kinds">What is different about the block, such as <c>created</c>, <c>moved</c>, <c>text</c>.</param>
/// <param name="ParentId">Where it is shown afterwards; null at the top, and where it is not shown.</param>
/// <param name="Index">Its place there, from 0; -1 where it is not shown.</param>
internal sealed record BlockComparison(Guid? Id, IReadOnlyList<string> Kinds, string Type, string? OldType, Guid? ParentId, int Index, IReadOnlyList<TextStep> Text, IReadOnlyList<string> Properties);

/// <param name="Step"><c>retain</c>, <c>insert</c> or <c>delete</c>.</param>
/// <param name="Length">In UTF-16 units.</param>
internal sealed record TextStep(string Step, int Length, string? Text);

internal sealed record RestoreVersionRequest(string? Version);
