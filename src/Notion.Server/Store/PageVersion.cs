namespace Notion.Server.Store;

/// <summary>What the store knows of a page's version without its content.</summary>
/// <param name="Snapshot">The version vector of the latest snapshot, encoded; null without a snapshot, or where the snapshot does not say.</param>
/// <param name="IsKnown">False where the snapshot does not say its version: the page has to be loaded.</param>
/// <param name="Tail">Every update after the snapshot, in order.</param>
internal sealed record PageVersion(Guid PageId, byte[]? Snapshot, bool IsKnown, IReadOnlyList<byte[]> Tail);
