using Notion.Databases;
using Notion.Server.Store.Sql;

namespace Notion.Server.Databases;

/// <summary>Evaluates plans in SQL, on either engine: the same answers as <see cref="RowEvaluator"/> gives over the same rows.</summary>
internal sealed class SqlRowQueries(ISqlDatabase database)
{
    /// <summary>A group of fewer rows is sorted; of a larger one the first are found by walking an index.</summary>
    private const int FewRows = 1_000;

    public Task<RowPage> QueryAsync(RowScope scope, RowPlan plan, string? cursor, int pageSize, CancellationToken cancellation = default)
    {
        RowEvaluator.RequirePageSize(pageSize);
        RowCursor? after = cursor is null ? null : RowCursor.Decode(cursor, plan);
        return database.ReadAsync(session => QueryAsync(session, scope, plan, after, pageSize, RowPageSql.CanWalk(plan)), cancellation);
    }

    public Task<IReadOnlyList<RowGroup>> GroupAsync(RowScope scope, RowPlan plan, RowGrouping grouping, int pageSize, CancellationToken cancellation = default)
    {
        RowEvaluator.RequirePageSize(pageSize);
        return database.ReadAsync<IReadOnlyList<RowGroup>>(
            async session =>
            {
                var groups = new List<RowGroup>();
                foreach ((string? key, int count) in await CountAsync(session, scope, plan, grouping).ConfigureAwait(false))
                {
                    RowPlan ofGroup = plan with { Test = new RowTest.AllOf([grouping.Test(key), plan.Test]) };
                    RowPage first = count == 0
                        ? new RowPage([], null)
                        : await QueryAsync(session, scope, ofGroup, null, pageSize, count > FewRows && RowPageSql.CanWalk(plan)).ConfigureAwait(false);
                    groups.Add(new RowGroup(key, count, first));
                }
                return groups;
            },
            cancellation);
    }

    private static async ValueTask<RowPage> QueryAsync(ISqlSession session, RowScope scope, RowPlan plan, RowCursor? after, int pageSize, bool walks)
    {
        var found = new List<RowCursor>();
        if (!walks)
        {
            await FindAsync(session, new RowPageSql(session.Dialect, scope, plan, RowSource.Rows, after, pageSize + 1), found).ConfigureAwait(false);
        }
        else
        {
            bool isPastFirstKey = after is { Keys: [null, ..] };
            if (!isPastFirstKey) await FindAsync(session, new RowPageSql(session.Dialect, scope, plan, RowSource.FirstKey, after, pageSize + 1), found).ConfigureAwait(false);
            if (found.Count <= pageSize)
                await FindAsync(session, new RowPageSql(session.Dialect, scope, plan, RowSource.WithoutFirstKey, isPastFirstKey ? after : null, pageSize + 1 - found.Count), found).ConfigureAwait(false);
        }
        string? next = null;
        if (found.Count > pageSize)
        {
            found.RemoveRange(pageSize, found.Count - pageSize);
            next = found[^1].Encode(plan);
        }
        Dictionary<Guid, DatabaseRow> rows = await LoadAsync(session, [.. found.Select(row => row.Id)]).ConfigureAwait(false);
        return new RowPage([.. found.Where(row => rows.ContainsKey(row.Id)).Select(row => rows[row.Id])], next);
    }

    private static async ValueTask FindAsync(ISqlSession session, RowPageSql sql, List<RowCursor> found) =>
        found.AddRange(await session.QueryAsync(sql.Text, sql.Read, sql.Parameters.All).ConfigureAwait(false));

    /// <summary>The values of these rows.</summary>
    public static async ValueTask<Dictionary<Guid, DatabaseRow>> LoadAsync(ISqlSession session, Guid[] ids)
    {
        if (ids.Length == 0) return [];
        List<DatabaseRow> rows = await session.QueryAsync(
            $"""
            SELECT p.id, p.created_at, p.created_by, p.updated_at, p.updated_by, v.json FROM pages p
            LEFT JOIN row_values v ON v.page_id = p.id AND v.slot = '' AND v.item = '' WHERE p.id {SqlText.OneOf(session.Dialect, "@ids")}
            """,
            row => RowJson.Read(
                row.OptionalText(5) ?? "{}",
                new RowOrigin(row.Id(0), row.Time(1)) { CreatedBy = row.OptionalId(2), LastEditedTime = row.Time(3), LastEditedBy = row.OptionalId(4) }),
            ("@ids", ids)).ConfigureAwait(false);
        return rows.ToDictionary(row => row.Id);
    }

    private static async ValueTask<List<(string? Key, int Count)>> CountAsync(ISqlSession session, RowScope scope, RowPlan plan, RowGrouping grouping)
    {
        var counts = new List<(string? Key, int Count)>();
        // Several ids for one option are rare, and a row may have two of them: those groups are counted one by one.
        if (grouping.Kind == RowGroupingKind.Flag || RowTestSql.Column(grouping.Slot) is not null || grouping.Options.Any(option => option.Ids.Count > 1))
        {
            foreach (string? key in await KeysAsync(session, scope, plan, grouping).ConfigureAwait(false)) counts.Add((key, await CountAsync(session, scope, plan, grouping.Test(key)).ConfigureAwait(false)));
            return counts;
        }
        var parameters = new SqlParameters();
        string conditions = $"s.database_id = {parameters.Add(scope.DatabaseId)} AND s.slot = {parameters.Add(grouping.Slot)} AND s.item <> '' AND {Passing(session.Dialect, scope, plan.Test, parameters)}";
        string join = NeedsPages(scope, plan.Test) ? " JOIN pages p ON p.id = s.page_id" : string.Empty;
        Dictionary<string, int> found = (await session.QueryAsync(
            $"SELECT s.item, count(*) FROM row_values s{join} WHERE {conditions} GROUP BY s.item", row => (row.Text(0), (int)row.Number(1)), parameters.All).ConfigureAwait(false))
            .ToDictionary(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);
        IEnumerable<string> order = grouping.Kind == RowGroupingKind.Options ? grouping.Options.Select(option => option.Id) : found.Keys.Order(StringComparer.Ordinal);
        foreach (string key in order) counts.Add((key, found.GetValueOrDefault(key)));
        counts.Add((null, await CountAsync(session, scope, plan, grouping.Test(null)).ConfigureAwait(false)));
        return counts;
    }

    private static async ValueTask<IReadOnlyList<string?>> KeysAsync(ISqlSession session, RowScope scope, RowPlan plan, RowGrouping grouping)
    {
        switch (grouping.Kind)
        {
            case RowGroupingKind.Flag:
                return ["false", "true"];
            case RowGroupingKind.Options:
                return [.. grouping.Options.Select(option => option.Id), null];
            default:
                var parameters = new SqlParameters();
                string column = RowTestSql.Column(grouping.Slot)!;
                List<Guid> users = await session.QueryAsync(
                    $"SELECT DISTINCT {column} FROM pages p WHERE p.parent_id = {parameters.Add(scope.DatabaseId)} AND p.trashed_at IS NULL AND {column} IS NOT NULL AND {Passing(session.Dialect, scope, plan.Test, parameters)}",
                    row => row.Id(0),
                    parameters.All).ConfigureAwait(false);
                return [.. users.Select(user => user.ToString()).Order(StringComparer.Ordinal), null];
        }
    }

    private static async ValueTask<int> CountAsync(ISqlSession session, RowScope scope, RowPlan plan, RowTest ofGroup)
    {
        var parameters = new SqlParameters();
        string conditions = $"p.parent_id = {parameters.Add(scope.DatabaseId)} AND p.trashed_at IS NULL AND {Passing(session.Dialect, scope, new RowTest.AllOf([ofGroup, plan.Test]), parameters)}";
        return (int)await session.QueryNumberAsync($"SELECT count(*) FROM pages p WHERE {conditions}", parameters.All).ConfigureAwait(false);
    }

    private static bool NeedsPages(RowScope scope, RowTest test) => scope.Hidden.Count > 0 || test is not RowTest.AllOf { Tests: [] };

    private static string Passing(SqlDialect dialect, RowScope scope, RowTest test, SqlParameters parameters)
    {
        string passes = new RowTestSql(dialect, parameters).Write(test);
        return scope.Hidden.Count == 0 ? passes : $"NOT p.id {SqlText.OneOf(dialect, parameters.Add(scope.Hidden.ToArray()))} AND {passes}";
    }
}
