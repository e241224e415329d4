using Microsoft.Data.Sqlite;

namespace Notion.Server.Store.Sqlite;

internal sealed class SqliteWorkspaceStore(SqliteDatabase database) : IWorkspaceStore
{
    private const string Memberships =
        "SELECT w.id, w.name, w.owner_id, w.created_at, m.role FROM workspace_members m JOIN workspaces w ON w.id = m.workspace_id WHERE m.user_id = $user ";

    private const string AddMember =
        "INSERT INTO workspace_members (workspace_id, user_id, role) VALUES ($workspace, $user, $role) ON CONFLICT DO NOTHING";

    public Task AddAsync(Workspace workspace, CancellationToken cancellation = default) => database.WriteAsync(
        session =>
        {
            session.Execute(
                "INSERT INTO workspaces (id, name, owner_id, created_at) VALUES ($id, $name, $owner, $at)",
                ("$id", workspace.Id.ToSql()),
                ("$name", workspace.Name),
                ("$owner", workspace.OwnerId.ToSql()),
                ("$at", workspace.CreatedAt.ToSql()));
            return session.Execute(AddMember, ("$workspace", workspace.Id.ToSql()), ("$user", workspace.OwnerId.ToSql()), ("$role", Name(WorkspaceRole.Owner)));
        },
        cancellation);

    public async Task<IReadOnlyList<WorkspaceMembership>> ListAsync(Guid userId, CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.Query(Memberships + "ORDER BY w.created_at, w.id", Map, ("$user", userId.ToSql())),
        cancellation).ConfigureAwait(false);

    public Task<WorkspaceMembership?> FindAsync(Guid workspaceId, Guid userId, CancellationToken cancellation = default) => database.ReadAsync(
        session => session.QueryFirst(Memberships + "AND m.workspace_id = $workspace", Map, ("$user", userId.ToSql()), ("$workspace", workspaceId.ToSql())),
        cancellation);

    public Task<bool> TryAddMemberAsync(Guid workspaceId, Guid userId, WorkspaceRole role, CancellationToken cancellation = default) => database.WriteAsync(
        session => session.Execute(AddMember, ("$workspace", workspaceId.ToSql()), ("$user", userId.ToSql()), ("$role", Name(role))) == 1,
        cancellation);

    public async Task<IReadOnlyList<WorkspaceMember>> ListMembersAsync(Guid workspaceId, CancellationToken cancellation = default) => await database.ReadAsync(
        session => session.Query(
            "SELECT u.id, u.name, u.email, m.role FROM workspace_members m JOIN users u ON u.id = m.user_id WHERE m.workspace_id = $workspace ORDER BY u.name, u.id",
            row => new WorkspaceMember(row.ReadId(0), row.GetString(1), row.GetString(2), Role(row.GetString(3))),
            ("$workspace", workspaceId.ToSql())),
        cancellation).ConfigureAwait(false);

    private static WorkspaceMembership Map(SqliteDataReader row) =>
        new(new Workspace(row.ReadId(0), row.GetString(1), row.ReadId(2), row.ReadTime(3)), Role(row.GetString(4)));

    private static string Name(WorkspaceRole role) => role switch
    {
        WorkspaceRole.Owner => "owner",
        WorkspaceRole.Member => "member",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    private static WorkspaceRole Role(string name) => name switch
    {
        "owner" => WorkspaceRole.Owner,
        "member" => WorkspaceRole.Member,
        _ => throw new StoreException(StoreErrorCode.Incompatible, $"The database holds a workspace role that this version does not know: '{name}'. Run the version that wrote it."),
    };
}
