namespace Notion.Server.Store;

/// <summary>The tokens of integrations.</summary>
internal interface IApiTokenStore
{
    Task AddAsync(ApiToken token, CancellationToken cancellation = default);

    /// <summary>The token, expired or not; null when there is none, or its user is no longer a member of its workspace.</summary>
    Task<ApiToken?> FindAsync(byte[] tokenHash, CancellationToken cancellation = default);

    /// <summary>Oldest first.</summary>
    /// <param name="workspaceId">Where they are good.</param>
    /// <param name="userId">Whose; null for everybody's.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task<IReadOnlyList<ApiToken>> ListAsync(Guid workspaceId, Guid? userId, CancellationToken cancellation = default);

    Task UsedAsync(Guid tokenId, DateTimeOffset at, CancellationToken cancellation = default);

    /// <summary>Returns whose token it was; null when the workspace has none of that id, or it is not <paramref name="userId"/>'s.</summary>
    /// <param name="workspaceId">Where it is good.</param>
    /// <param name="tokenId">The token.</param>
    /// <param name="userId">Whose it must be; null for anybody's.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task<Guid?> RemoveAsync(Guid workspaceId, Guid tokenId, Guid? userId, CancellationToken cancellation = default);
}
