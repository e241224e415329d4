namespace Notion.Server.Store;

/// <summary>The pages of the workspaces, without their content (see <see cref="IPageLog"/>).</summary>
internal interface IPageStore
{
    /// <summary>Adds the page and, in the same transaction, the first updates of its log. False when the id is taken, by whichever workspace.</summary>
    Task<bool> TryAddAsync(Page page, IReadOnlyList<PageUpdate> firstUpdates, CancellationToken cancellation = default);

    /// <summary>Null when there is no such page or the user is no member of its workspace: to others it does not exist.</summary>
    Task<Page?> FindAsync(Guid pageId, Guid userId, CancellationToken cancellation = default);

    /// <summary>In order of creation.</summary>
    /// <param name="after">The last page of the part before; null for the first part.</param>
    Task<IReadOnlyList<Page>> ListAsync(Guid workspaceId, Guid? after, int limit, CancellationToken cancellation = default);
}
