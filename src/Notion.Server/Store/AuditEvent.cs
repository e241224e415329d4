namespace Notion.Server.Store;

/// <param name="UserId">Null where nobody is known: a failed sign-in has no user.</param>
/// <param name="WorkspaceId">The workspace that it happened in; null for what happens outside of all, such as a sign-in.</param>
/// <param name="Metadata">A JSON object.</param>
internal sealed record AuditEvent(
    DateTimeOffset Timestamp,
    string EventType,
    Guid? UserId,
    Guid? WorkspaceId,
    string ResourceType,
    Guid? ResourceId,
    string Action,
    string Metadata,
    RequestOrigin Origin);
