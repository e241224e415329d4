using Notion.Databases;

namespace Notion.Server.NotionApi;

/// <summary>Where a new page goes.</summary>
/// <param name="WorkspaceId">The workspace.</param>
/// <param name="ParentId">The page or the database above it; null for the top.</param>
/// <param name="Schema">The schema of the database above it; null where that is none.</param>
internal sealed record PagePlace(Guid WorkspaceId, Guid? ParentId, DatabaseSchema? Schema);
