namespace Notion.Server.Idempotency;

/// <summary>The key is this request's to work on.</summary>
/// <param name="ResourceId">The id for what it makes; the same in every run.</param>
internal sealed record IdempotencyClaim(Guid ResourceId);
