using Notion.Server.Permissions;
using Notion.Sync.Protocol;

namespace Notion.Server.Store.Sql;

internal sealed partial class SqlPermissionStore(ISqlDatabase database) : IPermissionStore
{
    /// <summary>The pages asked for and all above them, each once; so a cycle, which the store never lets in, would end here too.</summary>
    private const string Line =
        """
        WITH RECURSIVE line (id, parent_id) AS (
            SELECT id, parent_id FROM pages WHERE id {0}
            UNION
            SELECT p.id, p.parent_id FROM line l JOIN pages p ON p.id = l.parent_id
        )
        """;

    private const string OfUser =
        $"""
        {Line} SELECT {SqlPageStore.Columns}, m.role, w.member_access, e.kind, e.grantee_id, e.level
        FROM line l
        JOIN pages p ON p.id = l.id
        JOIN workspaces w ON w.id = p.workspace_id
        LEFT JOIN workspace_members m ON m.workspace_id = p.workspace_id AND m.user_id = @user
        LEFT JOIN page_permissions e ON e.page_id = p.id AND (e.kind IN ('everyone', 'guests')
            OR (e.kind = 'user' AND e.grantee_id = @user)
            OR (e.kind = 'group' AND e.grantee_id IN (SELECT g.group_id FROM group_members g WHERE g.user_id = @user)))
        """;

    private const string OfVisitor =
        $"""
        {Line} SELECT {SqlPageStore.Columns}, NULL, 'none', CASE WHEN s.id IS NULL THEN NULL ELSE 'link' END, s.id, s.level
        FROM line l
        JOIN pages p ON p.id = l.id
        LEFT JOIN share_links s ON s.page_id = p.id AND s.id = @link AND (s.expires_at IS NULL OR s.expires_at > @now)
            AND EXISTS (SELECT 1 FROM link_visits v WHERE v.link_id = s.id AND v.token_hash = @visit AND v.expires_at > @now2)
        """;

    private static readonly Dictionary<SqlDialect, string> Users = Write(OfUser);
    private static readonly Dictionary<SqlDialect, string> Visitors = Write(OfVisitor);

    public Task<IReadOnlyDictionary<Guid, PageFacts>> GatherAsync(IReadOnlyCollection<Guid> pageIds, Asker asker, DateTimeOffset now, CancellationToken cancellation = default) =>
        database.ReadAsync(session => GatherAsync(session, pageIds, asker, now), cancellation);

    public Task<(IReadOnlyList<Guid> PageIds, IReadOnlyDictionary<Guid, PageFacts> Facts)> GatherAsync(
        PageQuery query, Guid? after, int limit, Asker asker, DateTimeOffset now, CancellationToken cancellation = default) =>
        database.ReadAsync<(IReadOnlyList<Guid>, IReadOnlyDictionary<Guid, PageFacts>)>(
            async session =>
            {
                List<Guid> ids = await SqlPageStore.ListAsync(session, query, after, limit).ConfigureAwait(false);
                return (ids, await GatherAsync(session, ids, asker, now).ConfigureAwait(false));
            },
            cancellation);

    /// <summary>Inside a unit of work, so that what is decided still holds when it is written.</summary>
    public static async ValueTask<IReadOnlyDictionary<Guid, PageFacts>> GatherAsync(ISqlSession session, IReadOnlyCollection<Guid> pageIds, Asker asker, DateTimeOffset now)
    {
        string sql = (asker.IsVisitor ? Visitors : Users)[session.Dialect];
        Guid[] ids = [.. pageIds];
        List<Row> rows = asker.IsVisitor
            ? await session.QueryAsync(sql, Map, ("@pages", ids), ("@link", asker.LinkId.Value), ("@now", now), ("@visit", asker.Visit), ("@now2", now)).ConfigureAwait(false)
            : await session.QueryAsync(sql, Map, ("@pages", ids), ("@user", asker.UserId.Value)).ConfigureAwait(false);
        return Facts(rows);
    }

    private static Dictionary<Guid, PageFacts> Facts(List<Row> rows)
    {
        var facts = new Dictionary<Guid, PageFacts>();
        foreach (IGrouping<Guid, Row> page in rows.GroupBy(row => row.Page.Id))
        {
            Row first = page.First();
            facts.Add(page.Key, new PageFacts(first.Page, first.Role, first.MemberAccess, [.. page.Where(row => row.Grant is not null).Select(row => row.Grant!.Value)]));
        }
        return facts;
    }

    private static Dictionary<SqlDialect, string> Write(string sql) =>
        Enum.GetValues<SqlDialect>().ToDictionary(dialect => dialect, dialect => sql.Replace("{0}", SqlText.OneOf(dialect, "@pages"), StringComparison.Ordinal));

    private static Row Map(SqlRow row)
    {
        const int at = SqlPageStore.ColumnCount;
        Grant? grant = row.IsNull(at + 2) ? null : new Grant(Kind(row.Text(at + 2)), row.Id(at + 3), Level(row.Text(at + 4)));
        return new Row(SqlPageStore.Map(row), row.OptionalText(at) is { } role ? PermissionNames.Known(PermissionNames.Role(role), role) : null, Level(row.Text(at + 1)), grant);
    }

    private static GranteeKind Kind(string name) => name == "link" ? GranteeKind.Link : PermissionNames.Known(PermissionNames.Kind(name), name);

    private static PageAccess Level(string name) => PermissionNames.Known(PermissionNames.Level(name), name);

    private sealed record Row(Page Page, WorkspaceRole? Role, PageAccess MemberAccess, Grant? Grant);
}
