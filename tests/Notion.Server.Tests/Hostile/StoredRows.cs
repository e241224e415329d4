using Notion.Server.Store.Sql;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Hostile;

/// <summary>How many rows each table has, and what is in those that people see: to tell whether a request did something.</summary>
internal static class StoredRows
{
    /// <summary>Tables that a request may write though it is refused: what was tried, and how often.</summary>
    private static readonly string[] Notes = ["audit_log", "sign_in_attempts", "idempotency_keys", "search_changes", "search_entries", "external_sign_ins"];

    private static readonly string[] Shown =
    [
        "SELECT name || email FROM users ORDER BY id",
        "SELECT name || member_access FROM workspaces ORDER BY id",
        "SELECT title || coalesce(icon, '') || coalesce(cover_image, '') || coalesce(CAST(parent_id AS text), '') || CAST(is_restricted AS text) FROM pages ORDER BY id",
        "SELECT CAST(page_id AS text) || kind || CAST(grantee_id AS text) || level FROM page_permissions ORDER BY page_id, kind, grantee_id",
        "SELECT CAST(user_id AS text) || role FROM workspace_members ORDER BY workspace_id, user_id",
        "SELECT name FROM workspace_groups ORDER BY id",
        "SELECT level || coalesce(password_hash, '') FROM share_links ORDER BY id",
    ];

    public static Task<string> ReadAsync(TestServer server) => server.Sql.ReadAsync(async session =>
    {
        List<string> tables = await session.QueryAsync(
            session.Dialect == SqlDialect.Sqlite
                ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_%' ORDER BY name"
                : "SELECT CAST(tablename AS text) FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'search_%' ORDER BY tablename",
            row => row.Text(0));
        var state = new List<string>();
        foreach (string table in tables.Except(Notes)) state.Add($"{table} {await session.QueryNumberAsync($"SELECT count(*) FROM {table}")}");
        foreach (string sql in Shown) state.AddRange(await session.QueryAsync(sql, row => row.Text(0)));
        return string.Join('\n', state);
    });
}
