using Notion.Server.Databases;
using Notion.Server.Permissions;

namespace Notion.Server.Store.Sql;

internal sealed class SqlPageStore(ISqlDatabase database) : IPageStore
{
    /// <summary>What <see cref="Map"/> reads, of <c>pages p</c>.</summary>
    public const string Columns = "p.id, p.workspace_id, p.parent_id, p.title, p.icon, p.created_by, p.created_at, p.updated_at, p.cover_image, p.is_restricted, p.trashed_at";

    public const int ColumnCount = 11;

    public Task<bool> TryAddAsync(Page page, IReadOnlyList<PageUpdate> firstUpdates, PageProjection? shown, AuditEvent created, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            if (!await TryInsertAsync(session, page).ConfigureAwait(false)) return false;
            RowProjection? row = shown?.Row ?? (page.Title != Page.DefaultTitle ? RowProjector.OfTitle(page.Title) : null);
            if (row is not null) await RowValueRows.ReplaceAsync(session, page.Id, row).ConfigureAwait(false);
            await ChangeRows.AppendAsync(session, page.Id, 1, firstUpdates).ConfigureAwait(false);
            await AuditRows.AppendAsync(session, created).ConfigureAwait(false);
            if (shown is null) return true;
            foreach (BlockRow block in shown.Changed) await InsertAsync(session, page, block).ConfigureAwait(false);
            return await LinkRows.ProjectAsync(session, page.Id, shown).ConfigureAwait(false);
        },
        cancellation);

    /// <summary>Adds the row of the page, and for a page at the top its maker's access.</summary>
    public static async ValueTask<bool> TryInsertAsync(ISqlSession session, Page page)
    {
        int added = await session.ExecuteAsync(
            """
            INSERT INTO pages (id, workspace_id, parent_id, title, icon, cover_image, is_restricted, says_access, created_by, created_at, updated_at)
            VALUES (@id, @workspace, @parent, @title, @icon, @cover, @restricted, @restricted, @by, @at, @updated) ON CONFLICT (id) DO NOTHING
            """,
            ("@id", page.Id),
            ("@workspace", page.WorkspaceId),
            ("@parent", page.ParentId),
            ("@title", page.Title),
            ("@icon", page.Icon),
            ("@cover", page.Cover),
            ("@restricted", page.IsRestricted),
            ("@by", page.CreatedBy),
            ("@at", page.CreatedAt),
            ("@updated", page.UpdatedAt)).ConfigureAwait(false);
        if (added == 0) return false;
        if (page is { ParentId: null, CreatedBy: { } maker })
            await session.ExecuteAsync(
                "INSERT INTO page_permissions (page_id, kind, grantee_id, level) VALUES (@page, 'user', @maker, 'full')", ("@page", page.Id), ("@maker", maker)).ConfigureAwait(false);
        return true;
    }

    /// <summary>The ids of a list's next pages.</summary>
    public static ValueTask<List<Guid>> ListAsync(ISqlSession session, PageQuery query, Guid? after, int limit)
    {
        string sql = "SELECT p.id FROM pages p "
            + (query.FavouriteOf is null ? string.Empty : "JOIN page_favourites f ON f.page_id = p.id AND f.user_id = @user ")
            + "WHERE p.workspace_id = @workspace "
            + (query.ParentId is null ? string.Empty : "AND p.parent_id = @parent ")
            + (query.InTrash ? "AND p.trashed_at IS NOT NULL " : "AND p.trashed_at IS NULL ")
            + (after is null ? string.Empty : "AND (p.created_at, p.id) > (SELECT created_at, id FROM pages WHERE id = @after AND workspace_id = @workspace) ")
            + "ORDER BY p.created_at, p.id LIMIT @limit";
        var parameters = new List<(string, object?)> { ("@workspace", query.WorkspaceId), ("@limit", limit) };
        if (query.FavouriteOf is { } user) parameters.Add(("@user", user));
        if (query.ParentId is { } parent) parameters.Add(("@parent", parent));
        if (after is { } last) parameters.Add(("@after", last));
        return session.QueryAsync(sql, row => row.Id(0), [.. parameters]);
    }

    private static ValueTask<int> InsertAsync(ISqlSession session, Page page, BlockRow block) => session.ExecuteAsync(
        """
        INSERT INTO blocks (page_id, id, parent_block_id, type, properties, content, position, created_at, updated_at)
        VALUES (@page, @id, @parent, @type, @properties, @content, @position, @created, @updated)
        """,
        ("@page", page.Id),
        ("@id", block.Id),
        ("@parent", block.ParentId),
        ("@type", block.Type),
        ("@properties", new SqlJson(block.Properties)),
        ("@content", new SqlJson(block.Content)),
        ("@position", block.Position),
        ("@created", block.CreatedAt),
        ("@updated", page.UpdatedAt));

    public static Page Map(SqlRow row) =>
        new(row.Id(0), row.Id(1), row.OptionalId(2), row.Text(3), row.OptionalText(4), row.OptionalId(5), row.Time(6), row.Time(7))
        {
            Cover = row.OptionalText(8),
            IsRestricted = row.Flag(9),
            TrashedAt = row.OptionalTime(10),
        };
}
