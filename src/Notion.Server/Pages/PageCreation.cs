using Notion.Server.Accounts;
using Notion.Server.Auditing;
using Notion.Server.Store;

namespace Notion.Server.Pages;

/// <summary>Creates the pages that clients made offline, when they first open them: where the user may, and only where there is none of that id.</summary>
internal sealed class PageCreation(IWorkspaceStore workspaces, IPageStore pages, AuditTrail audit, TimeProvider time)
{
    /// <param name="page">The id that the client chose.</param>
    /// <param name="place">A workspace, or the page under which the new one lies.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The page, this user's or not made just now; null where the place is none of theirs, or the id is that of a page of others.</returns>
    public async Task<Page?> CreateAsync(Guid page, Guid place, Caller caller, CancellationToken cancellation)
    {
        if (page == Guid.Empty) return null;
        Guid userId = caller.UserId;
        Guid workspaceId = place;
        Guid? parentId = null;
        if (await workspaces.FindAsync(place, userId, cancellation) is null)
        {
            if (await pages.FindAsync(place, userId, cancellation) is not { } parent) return null;
            (workspaceId, parentId) = (parent.WorkspaceId, parent.Id);
        }
        if (caller.IsOutside(workspaceId)) return null;
        DateTimeOffset now = time.GetUtcNow();
        var made = new Page(page, workspaceId, parentId, Page.DefaultTitle, null, userId, now, now);
        if (!await pages.TryAddAsync(made, [], cancellation)) return await pages.FindAsync(page, userId, cancellation);
        await audit.PageCreatedAsync(userId, made, cancellation);
        return made;
    }
}
