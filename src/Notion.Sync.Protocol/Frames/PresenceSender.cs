namespace Notion.Sync.Protocol;

/// <summary>Who sent a presence update. The server writes it, so it can be believed.</summary>
/// <param name="UserId">The signed-in user.</param>
/// <param name="UserName">That user's display name.</param>
/// <param name="SessionId">The connection: one user may have several.</param>
public sealed record PresenceSender(string UserId, string UserName, string SessionId);
