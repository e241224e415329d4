using Notion.Server.Permissions;

namespace Notion.Server.Store.Sql;

internal sealed partial class SqlWorkspaceStore(ISqlDatabase database) : IWorkspaceStore
{
    private const string Memberships =
        "SELECT w.id, w.name, w.owner_id, w.created_at, w.member_access, m.role FROM workspace_members m JOIN workspaces w ON w.id = m.workspace_id WHERE m.user_id = @user ";

    public Task AddAsync(Workspace workspace, CancellationToken cancellation = default) => database.WriteAsync(
        async session =>
        {
            await session.ExecuteAsync(
                "INSERT INTO workspaces (id, name, owner_id, created_at) VALUES (@id, @name, @owner, @at)",
                ("@id", workspace.Id),
                ("@name", workspace.Name),
                ("@owner", workspace.OwnerId),
                ("@at", workspace.CreatedAt)).ConfigureAwait(false);
            return await session.ExecuteAsync(
                "INSERT INTO workspace_members (workspace_id, user_id, role) VALUES (@workspace, @user, 'owner')", ("@workspace", workspace.Id), ("@user", workspace.OwnerId)).ConfigureAwait(false);
        },
        cancellation);

    public async Task<IReadOnlyList<WorkspaceMembership>> ListAsync(Guid userId, CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.QueryAsync(Memberships + "ORDER BY w.created_at, w.id", Map, ("@user", userId)),
        cancellation).ConfigureAwait(false);

    public Task<WorkspaceMembership?> FindAsync(Guid workspaceId, Guid userId, CancellationToken cancellation = default) =>
        database.ReadAsync(session => FindAsync(session, workspaceId, userId), cancellation);

    public Task<Guid?> FindMemberAsync(Guid workspaceId, string email, CancellationToken cancellation = default) => database.ReadAsync<Guid?>(
        async session => await session.QueryAsync(
            "SELECT u.id FROM workspace_members m JOIN users u ON u.id = m.user_id WHERE m.workspace_id = @workspace AND u.email = @email",
            row => row.Id(0),
            ("@workspace", workspaceId),
            ("@email", email)).ConfigureAwait(false) is [var found]
            ? found
            : null,
        cancellation);

    public async Task<IReadOnlyList<WorkspaceMember>> ListMembersAsync(Guid workspaceId, CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.QueryAsync(
            "SELECT u.id, u.name, u.email, m.role, u.email_verified_at FROM workspace_members m JOIN users u ON u.id = m.user_id WHERE m.workspace_id = @workspace ORDER BY u.name, u.id",
            row => new WorkspaceMember(row.Id(0), row.Text(1), row.Text(2), !row.IsNull(4), Role(row.Text(3))),
            ("@workspace", workspaceId)),
        cancellation).ConfigureAwait(false);

    private static ValueTask<WorkspaceMembership?> FindAsync(ISqlSession session, Guid workspaceId, Guid userId) =>
        session.QueryFirstAsync(Memberships + "AND m.workspace_id = @workspace", Map, ("@user", userId), ("@workspace", workspaceId));

    private static WorkspaceMembership Map(SqlRow row) =>
        new(
            new Workspace(row.Id(0), row.Text(1), row.Id(2), row.Time(3)) { MemberAccess = PermissionNames.Known(PermissionNames.Level(row.Text(4)), row.Text(4)) }, Role(row.Text(5)));

    private static WorkspaceRole Role(string name) => PermissionNames.Known(PermissionNames.Role(name), name);
}
