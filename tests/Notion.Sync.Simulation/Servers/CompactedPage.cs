using Notion.Server.Store;

namespace Notion.Sync.Simulation.Servers;

/// <summary>What a compaction leaves of a page.</summary>
/// <param name="Snapshot">The page.</param>
/// <param name="Rows">All its rows.</param>
internal sealed record CompactedPage(PageSnapshot Snapshot, PageProjection Rows);
