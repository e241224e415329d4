using Notion.Server.Tokens;

namespace Notion.Server.Store;

/// <summary>A token of an integration, which acts for the user who made it. The token itself is never stored.</summary>
/// <param name="TokenHash">SHA-256 of the token's random bytes.</param>
/// <param name="ExpiresAt">Null for never.</param>
/// <param name="LastUsedAt">Written at most once a minute.</param>
internal sealed record ApiToken(
    Guid Id,
    byte[] TokenHash,
    Guid WorkspaceId,
    Guid UserId,
    string UserName,
    string Name,
    TokenScopes Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt);
