using Notion.Databases;
using Notion.Databases.Tests.Support;
using Notion.Server.Databases;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Databases;

/// <summary>On random schemas, rows and queries the store's SQL and the evaluation in memory give the same rows in the same order, page by page and group by group.</summary>
public sealed class SqlGivesWhatMemoryGives
{
    [Fact]
    public async Task OnRandomSchemasRowsAndQueries()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Api owner = await Api.SignUpAsync(server.Address);
        Guid workspace = await owner.CreateWorkspaceAsync();
        for (int seed = 1; seed <= 4; seed++)
        {
            StoredDatabase stored = await StoredDatabase.MakeAsync(server, owner, workspace, seed, rows: 40);
            await stored.ChangeSomeAsync(20);
            DatabaseSchema schema = seed % 2 == 0 ? stored.Random.RemoveOptions() : stored.Random.Schema;
            List<DatabaseRow> rows = await stored.RowsAsync();
            foreach (DatabaseRow row in rows) await Projections.AssertValuesEqualAsync(server.Sql, row.Id, stored.Random.Documents[row.Id], $"seed {seed}");
            for (int i = 0; i < 40; i++) await CompareAsync(stored, schema, rows, stored.Random.RandomQuery(), stored.Scope, $"seed {seed}, query {i}");
            foreach (DatabaseProperty property in schema.Properties)
                foreach (FilterOperator filterOperator in FilterOperators.For(property.Type))
                    await CompareAsync(stored, schema, rows, new RowQuery { Filter = stored.Random.RandomCondition(property, filterOperator) }, stored.Scope, $"seed {seed}, {property} {filterOperator}", pageSize: 1_000);
            Guid[] hidden = [.. rows.Take(7).Select(row => row.Id)];
            for (int i = 0; i < 10; i++) await CompareAsync(stored, schema, rows, stored.Random.RandomQuery(), new RowScope(stored.Id, hidden), $"seed {seed}, hidden rows, query {i}");
        }
    }

    private static async Task CompareAsync(StoredDatabase stored, DatabaseSchema schema, List<DatabaseRow> rows, RowQuery query, RowScope scope, string where, int pageSize = 7)
    {
        RowPlan plan = RowPlanner.Plan(schema, query, RandomDatabase.Now);
        List<DatabaseRow> seen = [.. rows.Where(row => !scope.Hidden.Contains(row.Id))];
        string? cursor = null;
        do
        {
            RowPage expected = RowEvaluator.Query(seen, plan, cursor, pageSize), got = await stored.Queries.QueryAsync(scope, plan, cursor, pageSize);
            Assert.True(
                expected.Rows.Select(row => row.Id).SequenceEqual(got.Rows.Select(row => row.Id)) && expected.Next is null == got.Next is null,
                $"{where}: {query.Filter} by {string.Join(", ", query.Sorts.Select(sort => $"{schema[sort.Property]} {sort.Descending}"))} after {cursor}\nmemory {string.Join(' ', expected.Rows.Select(row => row.Id))}\nSQL    {string.Join(' ', got.Rows.Select(row => row.Id))}");
            cursor = got.Next;
        }
        while (cursor is not null);
        RowGrouping grouping = RowPlanner.Group(schema, stored.Random.RandomGrouping().Id);
        IReadOnlyList<RowGroup> groups = RowEvaluator.Group(seen, plan, grouping, 3), stores = await stored.Queries.GroupAsync(scope, plan, grouping, 3);
        Assert.True(Draw(groups) == Draw(stores), $"{where} in groups by {schema[grouping.Property]}\nmemory\n{Draw(groups)}\nSQL\n{Draw(stores)}");
    }

    private static string Draw(IEnumerable<RowGroup> groups) => string.Join('\n', groups.Select(group => $"{group.Key}: {group.Count} {group.First.Next is null} {string.Join(' ', group.First.Rows.Select(row => row.Id))}"));
}
