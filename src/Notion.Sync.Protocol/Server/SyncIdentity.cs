namespace Notion.Sync.Protocol;

/// <summary>Whom a token stands for.</summary>
/// <param name="UserId">The user's id, as the host knows it.</param>
/// <param name="UserName">The name shown to others.</param>
public sealed record SyncIdentity(string UserId, string UserName)
{
    /// <summary>How long the token is good for, from now; null for ever, or not known. Then the connection ends, unless a fresh token comes first.</summary>
    public TimeSpan? ExpiresIn { get; init; }
}
