namespace Notion.Server.Invitations;

/// <param name="Role">As what they are to come: <c>admin</c>, <c>member</c> or <c>guest</c>. Left out: <c>member</c>.</param>
internal sealed record InviteRequest(string? Email, string? Role);

/// <param name="Token">Of the link: only in the answer that creates the invitation. Give it to the one invited, and to nobody else.</param>
internal sealed record InvitationAnswer(Guid Id, string? Token, string Email, string Role, Guid InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

internal sealed record InvitationList(IReadOnlyList<InvitationAnswer> Items);

/// <summary>What the link's holder sees before they accept.</summary>
internal sealed record InvitationView(Guid WorkspaceId, string WorkspaceName, string Email, string Role, string InvitedBy, DateTimeOffset ExpiresAt);

internal sealed record InvitationTokenRequest(string? Token);
