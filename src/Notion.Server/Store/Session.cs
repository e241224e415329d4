namespace Notion.Server.Store;

/// <summary>A signed-in device. The token itself is never stored.</summary>
/// <param name="TokenHash">SHA-256 of the token.</param>
/// <param name="Id">Names the session to its user; tells nothing about the token.</param>
/// <param name="LastUsedAt">Written at most every hundredth of a session's life.</param>
/// <param name="Origin">Where it was signed in from.</param>
internal sealed record Session(
    byte[] TokenHash, Guid Id, Guid UserId, string UserName, string UserEmail, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, RequestOrigin Origin)
{
    /// <summary>Whether somebody vouches that <see cref="UserEmail"/> is theirs.</summary>
    public bool EmailVerified { get; init; }
}
