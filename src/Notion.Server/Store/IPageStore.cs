using Notion.Server.Permissions;

namespace Notion.Server.Store;

/// <summary>The pages of the workspaces, without their content (see <see cref="IPageLog"/>). Asks nobody for leave: <see cref="PageGuard"/> does.</summary>
internal interface IPageStore
{
    /// <summary>
    /// Adds the page and, in the same transaction, the first updates of its log; who makes a page at the top has full access to it.
    /// False, and nothing is done, when the id is taken, by whichever workspace.
    /// </summary>
    Task<bool> TryAddAsync(Page page, IReadOnlyList<PageUpdate> firstUpdates, AuditEvent created, CancellationToken cancellation = default);
}
