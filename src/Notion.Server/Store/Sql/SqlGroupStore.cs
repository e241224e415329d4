namespace Notion.Server.Store.Sql;

internal sealed class SqlGroupStore(ISqlDatabase database) : IGroupStore
{
    private const string Select =
        """
        SELECT g.id, g.workspace_id, g.name, g.created_at, m.user_id FROM workspace_groups g LEFT JOIN group_members m ON m.group_id = g.id WHERE g.workspace_id = @workspace
        """;

    public Task<IReadOnlyList<WorkspaceGroup>> ListAsync(Guid workspaceId, CancellationToken cancellation = default) => database.ReadAsync<IReadOnlyList<WorkspaceGroup>>(
        async session => Assemble(await session.QueryAsync(Select + " ORDER BY g.name, g.id, m.user_id", Map, ("@workspace", workspaceId)).ConfigureAwait(false)),
        cancellation);

    public Task<WorkspaceGroup?> FindAsync(Guid workspaceId, Guid groupId, CancellationToken cancellation = default) => database.ReadAsync<WorkspaceGroup?>(
        async session => Assemble(await session.QueryAsync(Select + " AND g.id = @group ORDER BY m.user_id", Map, ("@workspace", workspaceId), ("@group", groupId)).ConfigureAwait(false)) is [var found, ..]
            ? found
            : null,
        cancellation);

    public Task AddAsync(WorkspaceGroup group, CancellationToken cancellation = default) => database.WriteAsync(
        session => session.ExecuteAsync(
            "INSERT INTO workspace_groups (id, workspace_id, name, created_at) VALUES (@id, @workspace, @name, @at)",
            ("@id", group.Id),
            ("@workspace", group.WorkspaceId),
            ("@name", group.Name),
            ("@at", group.CreatedAt)),
        cancellation);

    public Task<bool> RenameAsync(Guid workspaceId, Guid groupId, string name, CancellationToken cancellation = default) => database.WriteAsync(
        async session => await session.ExecuteAsync(
            "UPDATE workspace_groups SET name = @name WHERE id = @id AND workspace_id = @workspace", ("@name", name), ("@id", groupId), ("@workspace", workspaceId)).ConfigureAwait(false) == 1,
        cancellation);

    public Task<bool> RemoveAsync(Guid workspaceId, Guid groupId, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            if (await session.ExecuteAsync("DELETE FROM workspace_groups WHERE id = @id AND workspace_id = @workspace", ("@id", groupId), ("@workspace", workspaceId)).ConfigureAwait(false) == 0) return false;
            await session.ExecuteAsync("DELETE FROM page_permissions WHERE kind = 'group' AND grantee_id = @id", ("@id", groupId)).ConfigureAwait(false);
            return true;
        },
        cancellation);

    public Task<bool> AddMemberAsync(Guid workspaceId, Guid groupId, Guid userId, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            long both = await session.QueryNumberAsync(
                """
                SELECT count(*) FROM workspace_groups g JOIN workspace_members m ON m.workspace_id = g.workspace_id
                WHERE g.id = @group AND g.workspace_id = @workspace AND m.user_id = @user
                """,
                ("@group", groupId),
                ("@workspace", workspaceId),
                ("@user", userId)).ConfigureAwait(false);
            if (both == 0) return false;
            await session.ExecuteAsync(
                "INSERT INTO group_members (group_id, user_id, workspace_id) VALUES (@group, @user, @workspace) ON CONFLICT DO NOTHING",
                ("@group", groupId),
                ("@user", userId),
                ("@workspace", workspaceId)).ConfigureAwait(false);
            return true;
        },
        cancellation);

    public Task<bool> RemoveMemberAsync(Guid workspaceId, Guid groupId, Guid userId, CancellationToken cancellation = default) => database.WriteAsync(
        async session => await session.ExecuteAsync(
            "DELETE FROM group_members WHERE group_id = @group AND user_id = @user AND workspace_id = @workspace",
            ("@group", groupId),
            ("@user", userId),
            ("@workspace", workspaceId)).ConfigureAwait(false) == 1,
        cancellation);

    private static WorkspaceGroup[] Assemble(List<(WorkspaceGroup Group, Guid? Member)> rows) =>
        [.. rows.GroupBy(row => row.Group.Id).Select(group => group.First().Group with { Members = [.. group.Select(row => row.Member).OfType<Guid>()] })];

    private static (WorkspaceGroup Group, Guid? Member) Map(SqlRow row) => (new WorkspaceGroup(row.Id(0), row.Id(1), row.Text(2), row.Time(3)), row.OptionalId(4));
}
