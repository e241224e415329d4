using Notion.Server.Store;

namespace Notion.Sync.Simulation.Servers;

/// <summary>One transaction in the server's store: a room's commit, or a compaction.</summary>
/// <param name="Page">The page.</param>
/// <param name="Commit">What the room committed; null for a compaction.</param>
/// <param name="Compacted">The page after the compaction; null for a commit.</param>
internal sealed record PageTransaction(Guid Page, PageCommit? Commit, CompactedPage? Compacted);
