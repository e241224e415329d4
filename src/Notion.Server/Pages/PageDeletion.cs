using Notion.Server.Auditing;
using Notion.Server.Nodes;
using Notion.Server.Store;

namespace Notion.Server.Pages;

/// <summary>What follows when pages were deleted for good.</summary>
internal sealed class PageDeletion(AuditTrail audit, INodeBus bus)
{
    /// <param name="pages">The page that was deleted, and all that lay under it.</param>
    /// <param name="userId">Who did it; null when their time in the trash was over.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public async Task TellAsync(IReadOnlyList<Page> pages, Guid? userId, CancellationToken cancellation)
    {
        if (pages.Count > 0) bus.Publish(new NodeMessage.AccessChanged(pages[0].WorkspaceId, pages[0].Id, null));
        foreach (Page page in pages) await audit.BlockDeletedAsync(userId, page.WorkspaceId, page.Id, page.Id, "page", cancellation);
    }
}
