using Notion.Server.Permissions;
using Notion.Sync.Protocol;

namespace Notion.Server.Store.Sql;

/// <content>
/// Copies of pages. The rows of the log, the snapshot and the blocks are copied inside the database, in one transaction, so a copy is there whole or not at all, and costs
/// the server's memory nothing. A copy is a document of its own that starts with the same changes: every writer takes a fresh replica id, so the two never meet.
/// What pages say about who may do what is copied with them, restrictions included, or a copy would be seen by people from whom its original is kept.
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
        "INSERT INTO page_links (page_id, block_id, target_id) SELECT @copy, block_id, target_id FROM page_links WHERE page_id = @page",
    ];

    /// <summary>What the page says of others than whoever copies it.</summary>
    private const string Words =
        """
        INSERT INTO page_permissions (page_id, kind, grantee_id, level)
        SELECT @copy, kind, grantee_id, level FROM page_permissions WHERE page_id = @page AND NOT (kind = 'user' AND grantee_id = @maker)
        """;

    public Task<PermissionRefusal?> DuplicateAsync(
        Guid pageId, Guid copyId, Guid? parentId, Asker asker, DateTimeOffset now, Func<Page, AuditEvent> created, CancellationToken cancellation = default) => JudgeAsync(
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
            var plan = new List<(Guid Original, Page Copy)>();
            foreach (Guid id in under)
            {
                if (PageGuard.See(id, facts, asker) is not { Decision.IsInTrash: false } visible) continue;
                if (id != pageId && !copies.ContainsKey(visible.Page.ParentId!.Value)) continue;
                if (copies.Count == MaxCopies) return PermissionRefusal.TooMany;
                if (depth + visible.Decision.Depth - page.Decision.Depth > AccessRules.MaxDepth) return PermissionRefusal.TooDeep;
                Guid copy = id == pageId ? copyId : Guid.CreateVersion7(now);
                Guid? parent = id == pageId ? parentId : copies[visible.Page.ParentId!.Value];
                plan.Add((id, visible.Page with { Id = copy, ParentId = parent, CreatedBy = asker.UserId, CreatedAt = now, UpdatedAt = now }));
                copies.Add(id, copy);
            }
            foreach ((Guid original, Page copy) in plan)
            {
                await CopyAsync(session, original, copy).ConfigureAwait(false);
                await AuditRows.AppendAsync(session, created(copy)).ConfigureAwait(false);
            }
            return null;
        },
        cancellation);

    /// <summary>Where a copy says anything, it says that its maker has full access.</summary>
    private static async ValueTask CopyAsync(ISqlSession session, Guid original, Page copy)
    {
        Guid maker = copy.CreatedBy!.Value;
        await SqlPageStore.TryInsertAsync(session, copy).ConfigureAwait(false);
        foreach (string sql in Content) await session.ExecuteAsync(sql, ("@copy", copy.Id), ("@page", original)).ConfigureAwait(false);
        int words = await session.ExecuteAsync(Words, ("@copy", copy.Id), ("@page", original), ("@maker", maker)).ConfigureAwait(false);
        if (words > 0 || copy.IsRestricted) await SqlPermissionStore.SayAsync(session, copy.Id, new Grant(GranteeKind.User, maker, PageAccess.Full)).ConfigureAwait(false);
    }
}
