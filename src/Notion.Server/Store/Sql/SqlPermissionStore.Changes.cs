using Notion.Server.Permissions;
using Notion.Sync.Protocol;

namespace Notion.Server.Store.Sql;

/// <content>Changing and showing what pages say.</content>
internal sealed partial class SqlPermissionStore
{
    private const string OfAll =
        $$"""
        {{Line}} SELECT {{SqlPageStore.Columns}}, NULL, w.member_access, e.kind, e.grantee_id, e.level
        FROM line l
        JOIN pages p ON p.id = l.id
        JOIN workspaces w ON w.id = p.workspace_id
        LEFT JOIN page_permissions e ON e.page_id = p.id
        """;

    private static readonly Dictionary<SqlDialect, string> Everybody = Write(OfAll);

    public async Task<PermissionRefusal?> ChangeAsync(Guid pageId, PermissionChange change, Asker asker, DateTimeOffset now, AuditEvent shared, CancellationToken cancellation = default)
    {
        try
        {
            return await database.WriteAsync<PermissionRefusal?>(
                async session =>
                {
                    VisiblePage? page = PageGuard.See(pageId, await GatherAsync(session, [pageId], asker, now).ConfigureAwait(false), asker);
                    if (page is null) return PermissionRefusal.NoSuchPage;
                    if (!page.IsFull) return PermissionRefusal.AccessTooLow;
                    if (await ApplyAsync(session, page, change, asker).ConfigureAwait(false) is { } refusal) return refusal;
                    await RequireFullAsync(session, pageId, asker, now).ConfigureAwait(false);
                    await AuditRows.AppendAsync(session, shared).ConfigureAwait(false);
                    return null;
                },
                cancellation).ConfigureAwait(false);
        }
        catch (RefusedException refused)
        {
            return refused.Refusal;
        }
    }

    public Task<IReadOnlyList<StatedGrant>> ListGrantsAsync(Guid pageId, CancellationToken cancellation = default) => database.ReadAsync<IReadOnlyList<StatedGrant>>(
        async session =>
        {
            IReadOnlyDictionary<Guid, PageFacts> facts = Facts(await session.QueryAsync(Everybody[session.Dialect], Map, ("@pages", new[] { pageId })).ConfigureAwait(false));
            IReadOnlyDictionary<(GranteeKind Kind, Guid Id), (PageAccess Level, Guid? PageId)> words = AccessRules.Words(pageId, facts);
            Guid[] ids = [.. words.Keys.Select(key => key.Id)];
            string names = $"SELECT id, name, email FROM users WHERE id {SqlText.OneOf(session.Dialect, "@ids")} UNION ALL SELECT id, name, NULL FROM workspace_groups WHERE id {SqlText.OneOf(session.Dialect, "@ids")}";
            Dictionary<Guid, (string Name, string? Email)> known =
                (await session.QueryAsync(names, row => (Id: row.Id(0), Name: row.Text(1), Email: row.OptionalText(2)), ("@ids", ids)).ConfigureAwait(false)).ToDictionary(row => row.Id, row => (row.Name, row.Email));
            return [.. words.Select(word => new StatedGrant(new Grant(word.Key.Kind, word.Key.Id, word.Value.Level), word.Value.PageId, known.GetValueOrDefault(word.Key.Id).Name, known.GetValueOrDefault(word.Key.Id).Email))
                .OrderBy(grant => grant.Grant.Kind).ThenBy(grant => grant.Name, StringComparer.Ordinal).ThenBy(grant => grant.Grant.GranteeId)];
        },
        cancellation);

    /// <summary>Undoes the unit of work when the asker has lost full access by it.</summary>
    internal static async ValueTask RequireFullAsync(ISqlSession session, Guid pageId, Asker asker, DateTimeOffset now)
    {
        if (PageGuard.See(pageId, await GatherAsync(session, [pageId], asker, now).ConfigureAwait(false), asker) is not { IsFull: true })
            throw new RefusedException(PermissionRefusal.OwnAccessLost);
    }

    internal static ValueTask<int> SayAsync(ISqlSession session, Guid pageId, Grant grant) => session.ExecuteAsync(
        """
        INSERT INTO page_permissions (page_id, kind, grantee_id, level) VALUES (@page, @kind, @grantee, @level)
        ON CONFLICT (page_id, kind, grantee_id) DO UPDATE SET level = excluded.level
        """,
        ("@page", pageId),
        ("@kind", grant.Kind.Name()),
        ("@grantee", grant.GranteeId),
        ("@level", grant.Level.Name()));

    private static async ValueTask<PermissionRefusal?> ApplyAsync(ISqlSession session, VisiblePage page, PermissionChange change, Asker asker)
    {
        switch (change)
        {
            case PermissionChange.Say say:
                if (await RefuseGranteeAsync(session, page, say).ConfigureAwait(false) is { } refusal) return refusal;
                await SayAsync(session, page.Page.Id, say.Grant).ConfigureAwait(false);
                return null;
            case PermissionChange.Forget forget:
                int gone = await session.ExecuteAsync(
                    "DELETE FROM page_permissions WHERE page_id = @page AND kind = @kind AND grantee_id = @grantee",
                    ("@page", page.Page.Id),
                    ("@kind", forget.Kind.Name()),
                    ("@grantee", forget.GranteeId)).ConfigureAwait(false);
                return gone == 0 ? PermissionRefusal.NoSuchGrantee : null;
            case PermissionChange.Restrict restrict:
                await session.ExecuteAsync("UPDATE pages SET is_restricted = @restricted WHERE id = @page", ("@restricted", restrict.IsRestricted), ("@page", page.Page.Id)).ConfigureAwait(false);
                if (restrict.IsRestricted) await SayAsync(session, page.Page.Id, new Grant(GranteeKind.User, asker.UserId!.Value, PageAccess.Full)).ConfigureAwait(false);
                return null;
            default:
                throw new ArgumentOutOfRangeException(nameof(change));
        }
    }

    private static async ValueTask<PermissionRefusal?> RefuseGranteeAsync(ISqlSession session, VisiblePage page, PermissionChange.Say say)
    {
        (string, object?) workspace = ("@workspace", page.Page.WorkspaceId);
        (string, object?) id = ("@id", say.Grant.GranteeId);
        switch (say.Grant.Kind)
        {
            case GranteeKind.Group:
                return await session.QueryNumberAsync("SELECT count(*) FROM workspace_groups WHERE workspace_id = @workspace AND id = @id", workspace, id).ConfigureAwait(false) == 0
                    ? PermissionRefusal.NoSuchGrantee
                    : null;
            case GranteeKind.User:
                return await session.QueryNumberAsync("SELECT count(*) FROM workspace_members WHERE workspace_id = @workspace AND user_id = @id", workspace, id).ConfigureAwait(false) == 0
                    ? PermissionRefusal.NoSuchGrantee
                    : null;
            default:
                return say.Grant.GranteeId == page.Page.WorkspaceId ? null : PermissionRefusal.NoSuchGrantee;
        }
    }
}
