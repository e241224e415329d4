using Notion.Server.Permissions;

namespace Notion.Server.Store.Sql;

/// <content>
/// Copies of pages. The rows of the log, the snapshot and the blocks are copied inside the database, in one transaction, so a copy is there whole or not at all, and costs
/// the server's memory nothing. A copy is a document of its own that starts with the same changes: every writer takes a fresh replica id, so the two never meet.
/// </content>
internal sealed partial class SqlPageTree
{
    private const int MaxCopies = 1_000;

    private static readonly string[] Content =
    [
        "INSERT INTO page_changes (page_id, seq, bytes, author, created_at) SELECT @copy, seq, bytes, author, created_at FROM page_changes WHERE page_id = @page",
        "INSERT INTO page_snapshots (page_id, seq, bytes, version, created_at) SELECT @copy, seq, bytes, version, created_at FROM page_snapshots WHERE page_id = @page",
        """
        INSERT INTO blocks (page_id, id, parent_block_id, type, properties, content, position, version, created_at, updated_at)
        SELECT @copy, id, parent_block_id, type, properties, content, position, version, created_at, updated_at FROM blocks WHERE page_id = @page
        """,
        """
        INSERT INTO row_values (page_id, slot, item, text, sort_text, number, json, database_id, created_at)
        SELECT p.id, v.slot, v.item, v.text, v.sort_text, v.number, v.json, p.parent_id, p.created_at FROM row_values v JOIN pages p ON p.id = @copy WHERE v.page_id = @page
        """,
        "UPDATE pages SET is_database = o.is_database, properties_schema = o.properties_schema FROM pages o WHERE pages.id = @copy AND o.id = @page",
        "INSERT INTO page_links (page_id, block_id, target_id) SELECT @copy, block_id, target_id FROM page_links WHERE page_id = @page",
    ];

    public Task<PermissionRefusal?> DuplicateAsync(Guid pageId, Guid copyId, Guid? parentId, Asker asker, DateTimeOffset now, CancellationToken cancellation = default) => JudgeAsync(
        async session =>
        {
            List<Guid> under = await ListUnderAsync(session, pageId).ConfigureAwait(false);
            IReadOnlyDictionary<Guid, PageFacts> facts =
                await SqlPermissionStore.GatherAsync(session, parentId is { } to ? [pageId, to, .. under] : [pageId, .. under], asker, now).ConfigureAwait(false);
            if (PageGuard.See(pageId, facts, asker) is not { } page) return PermissionRefusal.NoSuchPage;
            if (page.Decision.IsInTrash) return PermissionRefusal.AccessTooLow;
            if (RefusePlace(page.Page.WorkspaceId, page.Role, parentId, facts, asker, out int depth) is { } refusal) return refusal;

            if (await session.QueryNumberAsync("SELECT count(*) FROM pages WHERE id = @copy", ("@copy", copyId)).ConfigureAwait(false) > 0) return PermissionRefusal.IdTaken;

            // What lies under a page that the asker does not see is not copied either: there is nowhere to put it. Parents come before their children.
            var copies = new Dictionary<Guid, Guid>();
            var plan = new List<(Page Page, Guid Copy, Guid? Parent)>();
            foreach (Guid id in under)
            {
                if (PageGuard.See(id, facts, asker) is not { Decision.IsInTrash: false } visible) continue;
                if (id != pageId && !copies.ContainsKey(visible.Page.ParentId!.Value)) continue;
                if (copies.Count == MaxCopies) return PermissionRefusal.TooMany;
                if (depth + visible.Decision.Depth - page.Decision.Depth > AccessRules.MaxDepth) return PermissionRefusal.TooDeep;
                Guid copy = id == pageId ? copyId : Guid.CreateVersion7(now);
                plan.Add((visible.Page, copy, id == pageId ? parentId : copies[visible.Page.ParentId!.Value]));
                copies.Add(id, copy);
            }
            foreach ((Page original, Guid copy, Guid? parent) in plan) await CopyAsync(session, original, copy, parent, asker, now).ConfigureAwait(false);
            return null;
        },
        cancellation);

    private static async ValueTask CopyAsync(ISqlSession session, Page page, Guid copy, Guid? parentId, Asker asker, DateTimeOffset now)
    {
        await SqlPageStore.TryInsertAsync(session, page with { Id = copy, ParentId = parentId, CreatedBy = asker.UserId, CreatedAt = now, UpdatedAt = now }).ConfigureAwait(false);
        foreach (string sql in Content) await session.ExecuteAsync(sql, ("@copy", copy), ("@page", page.Id)).ConfigureAwait(false);
    }
}
