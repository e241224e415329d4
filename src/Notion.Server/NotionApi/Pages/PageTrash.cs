using Notion.Server.Nodes;
using Notion.Server.Permissions;
using Notion.Server.Store;

namespace Notion.Server.NotionApi;

/// <summary>Puts pages into the trash, and takes them out.</summary>
internal sealed class PageTrash(IPageTree tree, PageGuard guard, INodeBus bus, TimeProvider time)
{
    /// <returns>The page as it is then.</returns>
    /// <exception cref="ApiException">The asker may not.</exception>
    public async Task<VisiblePage> PutAsync(VisiblePage page, bool inTrash, Asker asker, CancellationToken cancellation)
    {
        if (page.Decision.IsInTrash == inTrash) return page;
        Guid id = page.Page.Id;
        PermissionRefusal? refusal = inTrash
            ? await tree.TrashAsync(id, asker, time.GetUtcNow(), CancellationToken.None)
            : await tree.RestoreAsync(id, asker, time.GetUtcNow(), CancellationToken.None);
        if (refusal is { } refused) throw PageRefusals.Of(refused);
        bus.Publish(new NodeMessage.AccessChanged(page.Page.WorkspaceId, id, null));
        return await guard.FindAsync(id, asker, cancellation) ?? throw ApiException.NotFound("page");
    }
}
