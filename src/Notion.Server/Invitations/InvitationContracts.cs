namespace Notion.Server.Invitations;

/// <param name="Role">As what they are to come: <c>admin</c>, <c>member</c> or <c>guest</c>. Left out: <c>member</c>.</param>
internal sealed record InviteRequest(string? Email, string? Role);

/// <param name="Token">Of the link: only in the answer that creates the invitation. Give it to the one invited, and to nobody else.</param>
/// <param name="Level">What whoever accepts it may do on the page that is shared by it; null for an invitation into the workspace.</param>
internal sealed record InvitationAnswer(Guid Id, string? Token, string Email, string Role, string? Level, Guid InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

internal sealed record InvitationList(IReadOnlyList<InvitationAnswer> Items);

/// <summary>What the link's holder sees before they accept.</summary>
/// <param name="PageId">The page that is shared; null for an invitation into the workspace.</param>
/// <param name="Level">What they may do there.</param>
internal sealed record InvitationView(Guid WorkspaceId, string WorkspaceName, Guid? PageId, string? Level, string Email, string Role, string InvitedBy, DateTimeOffset ExpiresAt);

internal sealed record InvitationTokenRequest(string? Token);
