namespace Notion.Server.Store;

/// <param name="UserId">Null where nobody is known: a failed sign-in has no user.</param>
/// <param name="Metadata">A JSON object.</param>
internal sealed record AuditEvent(
    DateTimeOffset Timestamp,
    string EventType,
    Guid? UserId,
    string ResourceType,
    Guid? ResourceId,
    string Action,
    string Metadata,
    string? IpAddress,
    string? UserAgent);
