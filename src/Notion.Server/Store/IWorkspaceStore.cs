using Notion.Sync.Protocol;

namespace Notion.Server.Store;

/// <summary>Workspaces and who belongs to them.</summary>
internal interface IWorkspaceStore
{
    /// <summary>Adds the workspace with its owner as the first member.</summary>
    Task AddAsync(Workspace workspace, CancellationToken cancellation = default);

    /// <summary>Oldest first.</summary>
    Task<IReadOnlyList<WorkspaceMembership>> ListAsync(Guid userId, CancellationToken cancellation = default);

    /// <summary>Null when there is no such workspace or the user is no member of it.</summary>
    Task<WorkspaceMembership?> FindAsync(Guid workspaceId, Guid userId, CancellationToken cancellation = default);

    /// <summary>Who belongs to the workspace and has this email; null for nobody, whether or not somebody elsewhere has it.</summary>
    Task<Guid?> FindMemberAsync(Guid workspaceId, string email, CancellationToken cancellation = default);

    /// <summary>Gives a member another role, or removes them with all that was shared with them, if <paramref name="byUserId"/> may.</summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="userId">The member.</param>
    /// <param name="role">The role that they are to have; null for none any more.</param>
    /// <param name="byUserId">Who asks.</param>
    /// <param name="removed">What the audit says where they are removed.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>What kept it from being done; null when done.</returns>
    Task<MembershipRefusal?> ChangeMemberAsync(Guid workspaceId, Guid userId, WorkspaceRole? role, Guid byUserId, AuditEvent? removed, CancellationToken cancellation = default);

    /// <summary>Sets the workspace's name, and what everyone in it may where no page says otherwise, if <paramref name="byUserId"/> may.</summary>
    /// <param name="workspaceId">The workspace.</param>
    /// <param name="byUserId">Who asks.</param>
    /// <param name="name">Null leaves it as it is.</param>
    /// <param name="memberAccess">Null leaves it as it is.</param>
    /// <param name="seen">As which the asker has seen it: nothing is done where it is another by now. Null for whatever it is.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The workspace as it is now; or what kept it from being done.</returns>
    Task<(MembershipRefusal? Refusal, WorkspaceMembership? Changed)> ChangeAsync(
        Guid workspaceId, Guid byUserId, string? name, PageAccess? memberAccess, WorkspaceMembership? seen, CancellationToken cancellation = default);

    Task<IReadOnlyList<WorkspaceMember>> ListMembersAsync(Guid workspaceId, CancellationToken cancellation = default);
}
