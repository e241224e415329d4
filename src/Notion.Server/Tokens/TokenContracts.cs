namespace Notion.Server.Tokens;

/// <param name="Name">What it is for, as its users see it in the list.</param>
/// <param name="Scopes">At least one of <c>read_content</c>, <c>update_content</c>, <c>insert_content</c>, <c>read_comments</c>, <c>insert_comments</c>, <c>read_users</c>.</param>
/// <param name="ExpiresAt">When it ends; leave it out for a token that lasts until it is revoked.</param>
internal sealed record CreateTokenRequest(string? Name, IReadOnlyList<string?>? Scopes, DateTimeOffset? ExpiresAt);

/// <param name="Token">The token itself: only in the answer that creates it, and never again.</param>
/// <param name="CreatedBy">For whom it acts.</param>
internal sealed record TokenAnswer(
    Guid Id, string? Token, string Name, IReadOnlyList<string> Scopes, Guid CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt);

internal sealed record TokenList(IReadOnlyList<TokenAnswer> Items);
