using Notion.Server.Auditing;
using Notion.Server.Permissions;
using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Pages;

/// <summary>Makes pages where the asker may make them: at the top from the role of a member on, under a page from edit access on.</summary>
internal sealed class PageCreation(IWorkspaceStore workspaces, IPageStore pages, PageGuard guard, AuditTrail audit, TimeProvider time)
{
    /// <summary>Makes the page that a client made offline, when it is first opened: where the user may, and only where there is none of that id.</summary>
    /// <param name="page">The id that the client chose.</param>
    /// <param name="place">A workspace, or the page under which the new one lies.</param>
    /// <param name="asker">Who asks.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The page, the user's or not made just now; null where they may make none in that place, or the id is that of a page that they may not see.</returns>
    public async Task<VisiblePage?> CreateAsync(Guid page, Guid place, Asker asker, CancellationToken cancellation)
    {
        if (page == Guid.Empty || asker is not { UserId: { } userId, Most: >= PageAccess.Edit }) return null;
        (Guid workspaceId, Guid? parentId) = (place, null);
        if (await workspaces.FindAsync(place, userId, cancellation) is not { } membership)
        {
            if (await guard.FindAsync(place, asker, cancellation) is not { } parent || !MayLieUnder(parent)) return null;
            (workspaceId, parentId) = (parent.Page.WorkspaceId, parent.Page.Id);
        }
        else if (membership.Role < WorkspaceRole.Member)
        {
            return null;
        }
        if (asker.OnlyIn is { } only && only != workspaceId) return null;
        DateTimeOffset now = time.GetUtcNow();
        var made = new Page(page, workspaceId, parentId, Page.DefaultTitle, null, userId, now, now);
        await pages.TryAddAsync(made, [], audit.PageCreated(userId, made), cancellation);
        return await guard.FindAsync(page, asker, cancellation);
    }

    /// <summary>Whether the asker may put a page under this one.</summary>
    public static bool MayLieUnder(VisiblePage parent) => parent.CanEdit && parent.Decision.Depth < AccessRules.MaxDepth;
}
