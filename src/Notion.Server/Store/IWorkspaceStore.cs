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

    /// <summary>False when the user was a member already; the role then stays as it was.</summary>
    Task<bool> TryAddMemberAsync(Guid workspaceId, Guid userId, WorkspaceRole role, CancellationToken cancellation = default);

    Task<IReadOnlyList<WorkspaceMember>> ListMembersAsync(Guid workspaceId, CancellationToken cancellation = default);
}
