namespace Notion.Server.Store;

/// <summary>What there is of an idempotency key.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="ResourceId">The id for what the request makes.</param>
/// <param name="Answer">The answer, where there is one.</param>
internal sealed record KeyState(KeyStateKind Kind, Guid ResourceId, StoredAnswer? Answer);
