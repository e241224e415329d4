namespace Notion.Sync.Protocol;

/// <summary>Whom a token stands for.</summary>
/// <param name="UserId">The user's id, as the host knows it.</param>
/// <param name="UserName">The name shown to others.</param>
public sealed record SyncIdentity(string UserId, string UserName);
