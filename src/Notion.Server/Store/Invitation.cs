namespace Notion.Server.Store;

/// <summary>An open invitation into a workspace. The token in its link is never stored.</summary>
/// <param name="Email">Normalized: trimmed, lower case.</param>
/// <param name="TokenHash">SHA-256 of the token.</param>
/// <param name="InvitedByName">The name of who invited, for the one who is asked.</param>
internal sealed record Invitation(
    Guid Id,
    byte[] TokenHash,
    Guid WorkspaceId,
    string WorkspaceName,
    string Email,
    WorkspaceRole Role,
    Guid InvitedBy,
    string InvitedByName,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt);
