using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Notion.Crdt;
using Notion.Databases;

namespace Notion.Benchmarks.Databases;

/// <summary><c>databases [rows]</c>: first pages of 100 rows and a board, in memory. A JSON line for each: the least and the middle of 15 runs, in milliseconds.</summary>
internal static class DatabasesCommand
{
    private const int Repeats = 15;

    public static int Run(string[] args, TextWriter output)
    {
        int count = args.Length == 0 ? 100_000 : int.Parse(args[0], CultureInfo.InvariantCulture);
        var sample = new SampleRows();
        var rows = new List<DatabaseRow>(count);
        for (int i = 0; i < count; i++) rows.Add(DatabaseRow.Read(sample.Make(i).Row, new RowOrigin(sample.NewId(), SampleRows.Now.AddSeconds(i))));
        foreach ((string name, RowQuery query) in sample.Queries())
            Measure(output, "memory", name, count, () => RowEvaluator.Query(rows, RowPlanner.Plan(sample.Schema, query, SampleRows.Now)).Rows.Count);
        RowPlan plan = RowPlanner.Plan(sample.Schema, new RowQuery { Sorts = [new RowSort(sample.Id("Points"))] }, SampleRows.Now);
        RowGrouping grouping = RowPlanner.Group(sample.Schema, sample.Id("Status"));
        Measure(output, "memory", "board of 20 groups, by points", count, () => RowEvaluator.Group(rows, plan, grouping, 50).Count);
        return 0;
    }

    internal static void Measure(TextWriter output, string where, string name, int count, Func<int> run)
    {
        var times = new double[Repeats];
        int answered = run();
        for (int i = 0; i < Repeats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(times);
        output.WriteLine(JsonSerializer.Serialize(new { where, query = name, rows = count, answered, least = Math.Round(times[0], 2), median = Math.Round(times[Repeats / 2], 2) }));
    }
}
