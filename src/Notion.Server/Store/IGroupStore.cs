namespace Notion.Server.Store;

/// <summary>The groups of the workspaces. Every id is looked for in the workspace named only.</summary>
internal interface IGroupStore
{
    /// <summary>By name, with who is in them.</summary>
    Task<IReadOnlyList<WorkspaceGroup>> ListAsync(Guid workspaceId, CancellationToken cancellation = default);

    /// <summary>With who is in it; null when the workspace has no such group.</summary>
    Task<WorkspaceGroup?> FindAsync(Guid workspaceId, Guid groupId, CancellationToken cancellation = default);

    Task AddAsync(WorkspaceGroup group, CancellationToken cancellation = default);

    /// <summary>False when the workspace has no such group.</summary>
    Task<bool> RenameAsync(Guid workspaceId, Guid groupId, string name, CancellationToken cancellation = default);

    /// <summary>Removes the group and all that was shared with it. False when the workspace has no such group.</summary>
    Task<bool> RemoveAsync(Guid workspaceId, Guid groupId, CancellationToken cancellation = default);

    /// <summary>False when the workspace has no such group, or the user does not belong to the workspace.</summary>
    Task<bool> AddMemberAsync(Guid workspaceId, Guid groupId, Guid userId, CancellationToken cancellation = default);

    /// <summary>False when the user was not in the group.</summary>
    Task<bool> RemoveMemberAsync(Guid workspaceId, Guid groupId, Guid userId, CancellationToken cancellation = default);
}
