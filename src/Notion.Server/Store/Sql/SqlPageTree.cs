using Notion.Server.Permissions;
using Notion.Sync.Protocol;

namespace Notion.Server.Store.Sql;

internal sealed partial class SqlPageTree(ISqlDatabase database) : IPageTree
{
    /// <summary>The page and all under it, with how far under it each lies.</summary>
    private const string Under =
        """
        WITH RECURSIVE under (id, depth) AS (
            SELECT id, 0 FROM pages WHERE id = @page
            UNION
            SELECT p.id, u.depth + 1 FROM under u JOIN pages p ON p.parent_id = u.id
        )
        """;

    public Task<PermissionRefusal?> MoveAsync(Guid pageId, Guid? parentId, Asker asker, DateTimeOffset now, CancellationToken cancellation = default) => JudgeAsync(
        async session =>
        {
            IReadOnlyDictionary<Guid, PageFacts> facts =
                await SqlPermissionStore.GatherAsync(session, parentId is { } to ? [pageId, to] : [pageId], asker, now).ConfigureAwait(false);
            if (PageGuard.See(pageId, facts, asker) is not { } page) return PermissionRefusal.NoSuchPage;
            if (!page.IsFull) return PermissionRefusal.AccessTooLow;
            if (RefusePlace(page.Page.WorkspaceId, page.Role, parentId, facts, asker, out int depth) is { } refusal) return refusal;
            for (Guid? at = parentId; at is { } id; at = facts.GetValueOrDefault(id)?.Page.ParentId)
                if (id == pageId) return PermissionRefusal.Cycle;
            long height = await session.QueryNumberAsync(Under + "SELECT max(depth) FROM under", ("@page", pageId)).ConfigureAwait(false);
            if (depth + height > AccessRules.MaxDepth) return PermissionRefusal.TooDeep;
            await session.ExecuteAsync("UPDATE pages SET parent_id = @parent WHERE id = @page", ("@parent", parentId), ("@page", pageId)).ConfigureAwait(false);
            await SqlPermissionStore.RequireFullAsync(session, pageId, asker, now).ConfigureAwait(false);
            return null;
        },
        cancellation);

    public Task<PermissionRefusal?> TrashAsync(Guid pageId, Asker asker, DateTimeOffset now, CancellationToken cancellation = default) => JudgeAsync(
        async session =>
        {
            if (await SeeAsync(session, pageId, asker, now).ConfigureAwait(false) is not { } page) return PermissionRefusal.NoSuchPage;
            if (!page.CanEdit) return PermissionRefusal.AccessTooLow;
            await session.ExecuteAsync("UPDATE pages SET trashed_at = @now, trashed_by = @user WHERE id = @page", ("@now", now), ("@user", asker.UserId), ("@page", pageId)).ConfigureAwait(false);
            return null;
        },
        cancellation);

    public Task<PermissionRefusal?> RestoreAsync(Guid pageId, Asker asker, DateTimeOffset now, CancellationToken cancellation = default) => JudgeAsync(
        async session =>
        {
            IReadOnlyDictionary<Guid, PageFacts> facts = await SqlPermissionStore.GatherAsync(session, [pageId], asker, now).ConfigureAwait(false);
            if (PageGuard.See(pageId, facts, asker) is not { } page) return PermissionRefusal.NoSuchPage;
            if (!page.MayRestore) return PermissionRefusal.AccessTooLow;
            if (page.Page.TrashedAt is null) return PermissionRefusal.NotInTrash;
            await session.ExecuteAsync("UPDATE pages SET trashed_at = NULL, trashed_by = NULL WHERE id = @page", ("@page", pageId)).ConfigureAwait(false);
            if (page.Page.ParentId is not { } parent || !AccessRules.Decide(parent, facts).IsInTrash) return null;
            await session.ExecuteAsync("UPDATE pages SET parent_id = NULL, is_restricted = @yes WHERE id = @page", ("@yes", true), ("@page", pageId)).ConfigureAwait(false);
            await SqlPermissionStore.SayAsync(session, pageId, new Grant(GranteeKind.User, asker.UserId!.Value, PageAccess.Full)).ConfigureAwait(false);
            return null;
        },
        cancellation);

    public async Task<(PermissionRefusal? Refusal, Page? Deleted)> DeleteAsync(
        Guid pageId, Asker asker, DateTimeOffset now, Func<Page, AuditEvent> gone, CancellationToken cancellation = default)
    {
        Page? deleted = null;
        PermissionRefusal? refusal = await JudgeAsync(
            async session =>
            {
                if (await SeeAsync(session, pageId, asker, now).ConfigureAwait(false) is not { } page) return PermissionRefusal.NoSuchPage;
                if (!page.MayDelete) return PermissionRefusal.AccessTooLow;
                if (page.Page.TrashedAt is null) return PermissionRefusal.NotInTrash;
                List<Guid> under = await ListUnderAsync(session, pageId).ConfigureAwait(false);
                IReadOnlyDictionary<Guid, PageFacts> facts = await SqlPermissionStore.GatherAsync(session, under, asker, now).ConfigureAwait(false);
                if (under.Exists(id => PageGuard.See(id, facts, asker) is not { MayDelete: true })) return PermissionRefusal.AccessTooLow;
                await DeleteAsync(session, pageId, [.. under.Select(id => facts[id].Page)], gone).ConfigureAwait(false);
                deleted = page.Page;
                return null;
            },
            cancellation).ConfigureAwait(false);
        return (refusal, refusal is null ? deleted : null);
    }

    public Task<Page?> DeleteOneFromTrashAsync(DateTimeOffset before, Func<Page, AuditEvent> gone, CancellationToken cancellation = default) => database.WriteAsync<Page?>(
        async session =>
        {
            List<Guid> oldest = await session.QueryAsync(
                "SELECT id FROM pages WHERE trashed_at <= @before ORDER BY trashed_at LIMIT 1", row => row.Id(0), ("@before", before)).ConfigureAwait(false);
            if (oldest.Count == 0) return null;
            List<Page> pages = await session.QueryAsync(
                $"{Under} SELECT {SqlPageStore.Columns} FROM under u JOIN pages p ON p.id = u.id", SqlPageStore.Map, ("@page", oldest[0])).ConfigureAwait(false);
            await DeleteAsync(session, oldest[0], pages, gone).ConfigureAwait(false);
            return pages.Find(page => page.Id == oldest[0]);
        },
        cancellation);

    public Task SetFavouriteAsync(Guid pageId, Guid userId, bool isFavourite, DateTimeOffset now, CancellationToken cancellation = default) => database.WriteAsync(
        session => isFavourite
            ? session.ExecuteAsync(
                "INSERT INTO page_favourites (user_id, page_id, created_at) VALUES (@user, @page, @now) ON CONFLICT DO NOTHING", ("@user", userId), ("@page", pageId), ("@now", now))
            : session.ExecuteAsync("DELETE FROM page_favourites WHERE user_id = @user AND page_id = @page", ("@user", userId), ("@page", pageId)),
        cancellation);

    public async Task<IReadOnlyList<Guid>> ListLinkingAsync(Guid pageId, Guid? after, int limit, CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.QueryAsync(
            "SELECT DISTINCT page_id FROM page_links WHERE target_id = @page AND page_id > @after ORDER BY page_id LIMIT @limit",
            row => row.Id(0),
            ("@page", pageId),
            ("@after", after ?? Guid.Empty),
            ("@limit", limit)),
        cancellation).ConfigureAwait(false);

    /// <summary>Whether a page may be put there by somebody of this role; and how many pages would then lie above it.</summary>
    private static PermissionRefusal? RefusePlace(Guid workspaceId, WorkspaceRole? role, Guid? parentId, IReadOnlyDictionary<Guid, PageFacts> facts, Asker asker, out int depth)
    {
        depth = 0;
        if (parentId is not { } id) return role >= WorkspaceRole.Member ? null : PermissionRefusal.RoleTooLow;
        if (PageGuard.See(id, facts, asker) is not { } parent || parent.Page.WorkspaceId != workspaceId) return PermissionRefusal.NoSuchParent;
        depth = parent.Decision.Depth + 1;
        if (!parent.CanEdit) return PermissionRefusal.ParentAccessTooLow;
        return depth > AccessRules.MaxDepth ? PermissionRefusal.TooDeep : null;
    }

    private static async ValueTask<VisiblePage?> SeeAsync(ISqlSession session, Guid pageId, Asker asker, DateTimeOffset now) =>
        PageGuard.See(pageId, await SqlPermissionStore.GatherAsync(session, [pageId], asker, now).ConfigureAwait(false), asker);

    private static ValueTask<List<Guid>> ListUnderAsync(ISqlSession session, Guid pageId) =>
        session.QueryAsync(Under + "SELECT id FROM under ORDER BY depth, id", row => row.Id(0), ("@page", pageId));

    private static async ValueTask DeleteAsync(ISqlSession session, Guid pageId, IReadOnlyList<Page> pages, Func<Page, AuditEvent> gone)
    {
        await BlockNesting.LetGoAsync(session, [.. pages.Select(page => page.Id)]).ConfigureAwait(false);
        await session.ExecuteAsync(Under + "DELETE FROM pages WHERE id IN (SELECT id FROM under)", ("@page", pageId)).ConfigureAwait(false);
        foreach (Page page in pages) await AuditRows.AppendAsync(session, gone(page)).ConfigureAwait(false);
    }

    private async Task<PermissionRefusal?> JudgeAsync(Func<ISqlSession, ValueTask<PermissionRefusal?>> work, CancellationToken cancellation)
    {
        try
        {
            return await database.WriteAsync(work, cancellation).ConfigureAwait(false);
        }
        catch (RefusedException refused)
        {
            return refused.Refusal;
        }
    }
}
