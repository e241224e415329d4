namespace Notion.Server.Store;

/// <summary>Who has been asked into a workspace and has not come yet.</summary>
internal interface IInvitationStore
{
    /// <summary>Adds the invitation; one to the same email that is open ends, and its link with it.</summary>
    Task PutAsync(Invitation invitation, CancellationToken cancellation = default);

    /// <summary>The invitation, expired or not; null when there is none.</summary>
    Task<Invitation?> FindAsync(byte[] tokenHash, CancellationToken cancellation = default);

    /// <summary>Those of a workspace that are not expired, the oldest first.</summary>
    Task<IReadOnlyList<Invitation>> ListAsync(Guid workspaceId, DateTimeOffset now, CancellationToken cancellation = default);

    /// <summary>Makes the user a member and ends the invitation, both or neither. False when it is used up, revoked or expired. Who is a member already keeps their role.</summary>
    Task<bool> AcceptAsync(byte[] tokenHash, Guid userId, DateTimeOffset now, CancellationToken cancellation = default);

    /// <summary>False when the workspace has none of that id.</summary>
    Task<bool> RemoveAsync(Guid workspaceId, Guid invitationId, CancellationToken cancellation = default);
}
