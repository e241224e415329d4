namespace Notion.Server.Store.Sql;

internal sealed class SqlPageStore(ISqlDatabase database) : IPageStore
{
    private const string Columns = "SELECT p.id, p.workspace_id, p.parent_id, p.title, p.icon, p.created_by, p.created_at, p.updated_at FROM pages p ";

    public Task<bool> TryAddAsync(Page page, IReadOnlyList<PageUpdate> firstUpdates, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            int added = await session.ExecuteAsync(
                "INSERT INTO pages (id, workspace_id, parent_id, title, icon, created_by, created_at, updated_at) VALUES (@id, @workspace, @parent, @title, @icon, @by, @at, @updated) ON CONFLICT (id) DO NOTHING",
                ("@id", page.Id),
                ("@workspace", page.WorkspaceId),
                ("@parent", page.ParentId),
                ("@title", page.Title),
                ("@icon", page.Icon),
                ("@by", page.CreatedBy),
                ("@at", page.CreatedAt),
                ("@updated", page.UpdatedAt)).ConfigureAwait(false);
            if (added == 0) return false;
            await ChangeRows.AppendAsync(session, page.Id, 1, firstUpdates).ConfigureAwait(false);
            return true;
        },
        cancellation);

    public Task<Page?> FindAsync(Guid pageId, Guid userId, CancellationToken cancellation = default) => database.ReadAsync(
        session => session.QueryFirstAsync(
            Columns + "JOIN workspace_members m ON m.workspace_id = p.workspace_id AND m.user_id = @user WHERE p.id = @id",
            Map,
            ("@user", userId),
            ("@id", pageId)),
        cancellation);

    public async Task<IReadOnlyList<Page>> ListAsync(Guid workspaceId, Guid? after, int limit, CancellationToken cancellation = default) => await database.ReadAsync(
        session => after is not { } last
            ? session.QueryAsync(
                Columns + "WHERE p.workspace_id = @workspace ORDER BY p.created_at, p.id LIMIT @limit",
                Map,
                ("@workspace", workspaceId),
                ("@limit", limit))
            : session.QueryAsync(
                Columns + "WHERE p.workspace_id = @workspace AND (p.created_at, p.id) > (SELECT created_at, id FROM pages WHERE id = @after AND workspace_id = @workspace) ORDER BY p.created_at, p.id LIMIT @limit",
                Map,
                ("@workspace", workspaceId),
                ("@after", last),
                ("@limit", limit)),
        cancellation).ConfigureAwait(false);

    private static Page Map(SqlRow row) => new(
        row.Id(0),
        row.Id(1),
        row.OptionalId(2),
        row.Text(3),
        row.OptionalText(4),
        row.OptionalId(5),
        row.Time(6),
        row.Time(7));
}
