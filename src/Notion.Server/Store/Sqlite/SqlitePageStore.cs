using Microsoft.Data.Sqlite;

namespace Notion.Server.Store.Sqlite;

internal sealed class SqlitePageStore(SqliteDatabase database) : IPageStore
{
    private const string Columns = "SELECT p.id, p.workspace_id, p.parent_id, p.title, p.icon, p.created_by, p.created_at, p.updated_at FROM pages p ";

    public Task<bool> TryAddAsync(Page page, IReadOnlyList<PageUpdate> firstUpdates, CancellationToken cancellation = default) => database.WriteAsync(
        session =>
        {
            int added = session.Execute(
                "INSERT INTO pages (id, workspace_id, parent_id, title, icon, created_by, created_at, updated_at) VALUES ($id, $workspace, $parent, $title, $icon, $by, $at, $updated) ON CONFLICT (id) DO NOTHING",
                ("$id", page.Id.ToSql()),
                ("$workspace", page.WorkspaceId.ToSql()),
                ("$parent", page.ParentId.ToSql()),
                ("$title", page.Title),
                ("$icon", page.Icon),
                ("$by", page.CreatedBy.ToSql()),
                ("$at", page.CreatedAt.ToSql()),
                ("$updated", page.UpdatedAt.ToSql()));
            if (added == 0) return false;
            SqlitePageLog.Append(session, page.Id, 1, firstUpdates);
            return true;
        },
        cancellation);

    public Task<Page?> FindAsync(Guid pageId, Guid userId, CancellationToken cancellation = default) => database.ReadAsync(
        session => session.QueryFirst(
            Columns + "JOIN workspace_members m ON m.workspace_id = p.workspace_id AND m.user_id = $user WHERE p.id = $id",
            Map,
            ("$user", userId.ToSql()),
            ("$id", pageId.ToSql())),
        cancellation);

    public async Task<IReadOnlyList<Page>> ListAsync(Guid workspaceId, Guid? after, int limit, CancellationToken cancellation = default) => await database.ReadAsync(
        session => after is null
            ? session.Query(
                Columns + "WHERE p.workspace_id = $workspace ORDER BY p.created_at, p.id LIMIT $limit",
                Map,
                ("$workspace", workspaceId.ToSql()),
                ("$limit", limit))
            : session.Query(
                Columns + "WHERE p.workspace_id = $workspace AND (p.created_at, p.id) > (SELECT created_at, id FROM pages WHERE id = $after AND workspace_id = $workspace) ORDER BY p.created_at, p.id LIMIT $limit",
                Map,
                ("$workspace", workspaceId.ToSql()),
                ("$after", after.ToSql()),
                ("$limit", limit)),
        cancellation).ConfigureAwait(false);

    private static Page Map(SqliteDataReader row) => new(
        row.ReadId(0),
        row.ReadId(1),
        row.ReadOptionalId(2),
        row.GetString(3),
        row.ReadOptionalText(4),
        row.ReadOptionalId(5),
        row.ReadTime(6),
        row.ReadTime(7));
}
