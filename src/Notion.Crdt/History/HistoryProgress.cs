namespace Notion.Crdt;

/// <summary>How far a long call on the history has come.</summary>
/// <param name="Done">Changes replayed so far.</param>
/// <param name="Total">Changes to be replayed in all.</param>
public readonly record struct HistoryProgress(int Done, int Total);
