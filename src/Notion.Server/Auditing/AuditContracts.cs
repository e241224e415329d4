using System.Text.Json;

namespace Notion.Server.Auditing;

/// <param name="UserId">Who it is about: the one who acted, or who joined or left.</param>
/// <param name="Metadata">What the event's kind has to tell.</param>
internal sealed record AuditAnswer(
    long Id,
    DateTimeOffset Timestamp,
    string EventType,
    Guid? UserId,
    string ResourceType,
    Guid? ResourceId,
    string Action,
    JsonElement Metadata,
    string? IpAddress,
    string? UserAgent);

/// <param name="Next">Send it as <c>after</c> for the next part; null in the last.</param>
internal sealed record AuditList(IReadOnlyList<AuditAnswer> Items, long? Next);
