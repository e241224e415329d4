namespace Notion.Server.Store;

/// <summary>A signed-in device. The token itself is never stored.</summary>
/// <param name="TokenHash">SHA-256 of the token.</param>
internal sealed record Session(byte[] TokenHash, Guid UserId, string UserName, string UserEmail, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);
