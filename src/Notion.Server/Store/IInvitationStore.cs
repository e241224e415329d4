namespace Notion.Server.Store;

/// <summary>Who has been asked into a workspace, or to a page, and has not come yet.</summary>
internal interface IInvitationStore
{
    /// <summary>Adds the invitation; one to the same email, and the same page, that is open ends, and its link with it.</summary>
    /// <param name="invitation">The invitation.</param>
    /// <param name="shared">What the audit says of an invitation to a page; null for one into the workspace.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task PutAsync(Invitation invitation, AuditEvent? shared, CancellationToken cancellation = default);

    /// <summary>The invitation of a token; null when there is none that is good: it was used or revoked, has expired, or who invited may no longer invite so.</summary>
    Task<Invitation?> FindAsync(byte[] tokenHash, DateTimeOffset now, CancellationToken cancellation = default);

    /// <summary>Those into a workspace or any page of it that are not expired, the oldest first.</summary>
    Task<IReadOnlyList<Invitation>> ListAsync(Guid workspaceId, DateTimeOffset now, CancellationToken cancellation = default);

    /// <summary>Those to a page that are not expired, the oldest first.</summary>
    Task<IReadOnlyList<Invitation>> ListOfPageAsync(Guid pageId, DateTimeOffset now, CancellationToken cancellation = default);

    /// <summary>
    /// Makes the user a member, gives them what the invitation shares, and ends it: all or nothing. Who is a member already keeps their role, and nobody has less on the page than before.
    /// </summary>
    /// <param name="tokenHash">Of the invitation.</param>
    /// <param name="userId">Who accepts.</param>
    /// <param name="now">The time.</param>
    /// <param name="added">What the audit says where they were no member before.</param>
    /// <param name="shared">What it says of the page; null for an invitation into the workspace.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>False when it is not good any more (see <see cref="FindAsync"/>); nothing is done then.</returns>
    Task<bool> AcceptAsync(byte[] tokenHash, Guid userId, DateTimeOffset now, AuditEvent added, AuditEvent? shared, CancellationToken cancellation = default);

    /// <summary>False when the workspace has none of that id.</summary>
    Task<bool> RemoveAsync(Guid workspaceId, Guid invitationId, CancellationToken cancellation = default);

    /// <summary>False when the page has none of that id.</summary>
    Task<bool> RemoveFromPageAsync(Guid pageId, Guid invitationId, AuditEvent shared, CancellationToken cancellation = default);
}
