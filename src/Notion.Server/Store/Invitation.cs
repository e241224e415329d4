using Notion.Sync.Protocol;

namespace Notion.Server.Store;

/// <summary>An open invitation into a workspace, or to one page of it. The token in its link is never stored.</summary>
/// <param name="Email">Normalized: trimmed, lower case.</param>
/// <param name="TokenHash">SHA-256 of the token.</param>
/// <param name="WorkspaceName">As it was when the invitation was looked up.</param>
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
    DateTimeOffset ExpiresAt)
{
    /// <summary>The page that is shared by it; null for an invitation into the workspace.</summary>
    public Guid? PageId { get; init; }

    /// <summary>What whoever accepts it may do on the page.</summary>
    public PageAccess Level { get; init; }
}
