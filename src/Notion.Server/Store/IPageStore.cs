using Notion.Server.Permissions;

namespace Notion.Server.Store;

/// <summary>The pages of the workspaces, without their content (see <see cref="IPageLog"/>). Asks nobody for leave: <see cref="PageGuard"/> does.</summary>
internal interface IPageStore
{
    /// <summary>
    /// Adds the page and, in the same transaction, the first updates of its log; who makes a page at the top has full access to it.
    /// False, and nothing is done, when the id is taken, by whichever workspace.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="firstUpdates">Its first updates.</param>
    /// <param name="shown">What SQL readers see of them; null: nothing but the page.</param>
    /// <param name="created">What the audit tells.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<bool> TryAddAsync(Page page, IReadOnlyList<PageUpdate> firstUpdates, PageProjection? shown, AuditEvent created, CancellationToken cancellation = default);
}
