namespace Notion.Server.Idempotency;

/// <summary>On an endpoint: it takes an <c>Idempotency-Key</c>.</summary>
internal sealed record Idempotent;
