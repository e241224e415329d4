using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Notion.Benchmarks.Databases;
using Notion.Databases;
using Notion.Server.Databases;
using Notion.Server.Store;
using Notion.Server.Store.Postgres;
using Notion.Server.Store.Sql;
using Notion.Server.Tests.Running;
using Npgsql;
using NpgsqlTypes;

namespace Notion.Server.Tests.Databases;

/// <summary>
/// The queries of the benchmark over many rows, against memory. With <c>NOTION_DATABASE_ROWS=100000</c> it is large, and the times that it prints are those of docs/databases.md.
/// </summary>
public sealed class LargeDatabases
{
    private const int Repeats = 7;

    private static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable("NOTION_DATABASE_ROWS"), CultureInfo.InvariantCulture, out int rows) ? rows : 1_500;

    [Fact]
    public async Task AnswerAsMemoryDoes()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Api owner = await Api.SignUpAsync(server.Address);
        Guid workspace = await owner.CreateWorkspaceAsync(), database = await owner.CreatePageAsync(workspace);
        var sample = new SampleRows();
        List<DatabaseRow> rows = await FillAsync(server, sample, workspace, database, owner.UserId);
        var scope = new RowScope(database, []);
        SqlRowQueries queries = server.Services.GetRequiredService<SqlRowQueries>();
        foreach ((string name, RowQuery query) in sample.Queries())
        {
            RowPlan plan = RowPlanner.Plan(sample.Schema, query, SampleRows.Now);
            RowPage expected = RowEvaluator.Query(rows, plan), got = await queries.QueryAsync(scope, plan, null, 100);
            Assert.Equal(expected.Rows.Select(row => row.Id), got.Rows.Select(row => row.Id));
            await MeasureAsync(name, () => queries.QueryAsync(scope, plan, null, 100));
            if (got.Next is not null) await MeasureAsync($"{name}, second page", () => queries.QueryAsync(scope, plan, got.Next, 100));
        }
        RowPlan board = RowPlanner.Plan(sample.Schema, new RowQuery { Sorts = [new RowSort(sample.Id("Points"))] }, SampleRows.Now);
        RowGrouping grouping = RowPlanner.Group(sample.Schema, sample.Id("Status"));
        IReadOnlyList<RowGroup> groups = await queries.GroupAsync(scope, board, grouping, 50);
        Assert.Equal(RowEvaluator.Group(rows, board, grouping, 50).Select(group => (group.Key, group.Count, group.First.Rows.LastOrDefault()?.Id)), groups.Select(group => (group.Key, group.Count, group.First.Rows.LastOrDefault()?.Id)));
        await MeasureAsync("board of 20 groups, by points", () => queries.GroupAsync(scope, board, grouping, 50));
    }

    private static async Task MeasureAsync<T>(string name, Func<Task<T>> run)
    {
        var times = new double[Repeats];
        for (int i = 0; i < Repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await run();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(times);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(TestStore.IsPostgres ? "PostgreSQL" : "SQLite")}, {Count} rows, {name}: least {times[0]:F1} ms, median {times[Repeats / 2]:F1} ms"));
    }

    /// <summary>In bulk: rooms would take a transaction a row.</summary>
    private static async Task<List<DatabaseRow>> FillAsync(TestServer server, SampleRows sample, Guid workspace, Guid database, Guid user)
    {
        var rows = new List<DatabaseRow>(Count);
        var entries = new List<(DatabaseRow Row, RowProjection Values)>(Count);
        for (int i = 0; i < Count; i++)
        {
            Notion.Crdt.Document document = sample.Make(i).Row;
            DateTimeOffset created = SampleRows.Now.AddSeconds(i);
            var row = DatabaseRow.Read(document, new RowOrigin(sample.NewId(), created) { CreatedBy = user });
            rows.Add(row);
            entries.Add((row, RowProjector.Project(document)));
        }
        if (!TestStore.IsPostgres)
        {
            await server.Sql.WriteAsync(async session =>
            {
                foreach ((DatabaseRow row, RowProjection values) in entries)
                {
                    await SqlPageStore.TryInsertAsync(session, new Page(row.Id, workspace, database, Page.DefaultTitle, null, user, row.Origin.CreatedTime, row.Origin.CreatedTime));
                    await RowValueRows.ReplaceAsync(session, row.Id, values);
                }
                return true;
            });
            return rows;
        }
        await using NpgsqlConnection connection = await server.Services.GetRequiredService<PostgresDatabase>().Source.OpenConnectionAsync();
        await using (NpgsqlBinaryImporter pages = await connection.BeginBinaryImportAsync("COPY pages (id, workspace_id, parent_id, title, created_by, created_at, updated_at) FROM STDIN (FORMAT binary)"))
        {
            foreach ((DatabaseRow row, _) in entries)
                await pages.WriteRowAsync(default, row.Id, workspace, database, "Untitled", user, row.Origin.CreatedTime, row.Origin.CreatedTime);
            await pages.CompleteAsync();
        }
        await using (NpgsqlBinaryImporter values = await connection.BeginBinaryImportAsync("COPY row_values (page_id, slot, item, text, sort_text, number, json, database_id, created_at) FROM STDIN (FORMAT binary)"))
        {
            foreach ((DatabaseRow row, RowProjection projection) in entries)
                foreach (RowEntry entry in projection.Entries)
                {
                    await values.StartRowAsync();
                    await values.WriteAsync(row.Id);
                    await values.WriteAsync(entry.Slot);
                    await values.WriteAsync(entry.Item);
                    await WriteAsync(values, entry.Text, NpgsqlDbType.Text);
                    await WriteAsync(values, entry.SortText, NpgsqlDbType.Text);
                    await WriteAsync(values, entry.Number, NpgsqlDbType.Double);
                    await WriteAsync(values, entry.Json, NpgsqlDbType.Jsonb);
                    await values.WriteAsync(database);
                    await values.WriteAsync(row.Origin.CreatedTime, NpgsqlDbType.TimestampTz);
                }
            await values.CompleteAsync();
        }
        await using NpgsqlCommand analyze = new("ANALYZE pages, row_values", connection);
        await analyze.ExecuteNonQueryAsync();
        return rows;
    }

    private static Task WriteAsync<T>(NpgsqlBinaryImporter to, T? value, NpgsqlDbType type) => value is null ? to.WriteNullAsync() : to.WriteAsync(value, type);
}
