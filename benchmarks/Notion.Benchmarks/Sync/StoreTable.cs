using System.Globalization;
using System.Text.Json.Nodes;
using Notion.Benchmarks.Cases;

namespace Notion.Benchmarks.Sync;

/// <summary>The lines of <see cref="SyncCommand"/> as a Markdown table: each case on SQLite and, beside it, on PostgreSQL.</summary>
internal static class StoreTable
{
    private static readonly Row[] Rows =
    [
        .. Typing("S1", "typing: 50 pages, 1,000 edits/s"),
        .. Typing("S2", "one hot page: 50 people, 100 edits/s"),
        new("S3", "the most that 20 pages bear", "edits/s with p99 below 100 ms", line => Text(line, "{0:N0}", "edits_offered_s")),
        new("S3", "", "p99 ms to the others; durable p99", line => Text(line, "{0:N1}; {1:N1}", "lat_p99_ms", "durable_p99_ms")),
        new("S4", "2,000 idle connections", "kB each; connects/s", line => Text(line, "{0:N1}; {1:N0}", "rss_per_conn_kb", "connects_s")),
        new("S5", "cold open of 200 long pages, one at a time", "p50; p99 ms", line => Opening(line, "one at a time")),
        new("S5", "", "ms of CPU each", line => IsMode(line, "one at a time") ? Text(line, "{0:N1}", "server_cpu_ms_per_open") : null),
        new("S5", "all at once", "p50; p99 ms", line => Opening(line, "all at once")),
        new("S6", "kills of the server at random moments", "kills; edits acknowledged as durable; of them lost", line => Text(line, "{0:N0}; {1:N0}; {2:N0}", "kills", "edits_acked", "edits_lost_though_durable")),
        new("S6", "", "ms of the slowest restart", line => Text(line, "{0:N0}", "restart_ms")),
        new("S8", "REST, 200 requests/s of all kinds", "p50; p95; p99 ms", line => Text(line, "{0:N1}; {1:N1}; {2:N1}", "p50_ms", "p95_ms", "p99_ms")),
        new("S8", "", "failed of how many; ms of CPU each", line => Text(line, "{0:N0} of {1:N0}; {2:N1}", "failed", "requests", "server_cpu_ms_per_request")),
        new("S9", "cold open of 200 pages of 1,000 blocks, one at a time", "p50; p95 ms", line => IsMode(line, "one at a time") ? Text(line, "{0:N1}; {1:N1}", "open_p50_ms", "open_p95_ms") : null),
        new("S10", "a right that is taken away, to the open socket", "p50; p99; slowest ms", line => Revocation(line, 1)),
        new("S10", "the socket on another server", "p50; p99; slowest ms", line => Revocation(line, 2)),
        new("S11", "10,000 open pages of 20 blocks", "kB each just after writing and a rest; opened again", line => Text(line, "{0:N1}; {1:N1}", "kb_per_page_rested", "kb_per_page_reopened")),
    ];

    /// <param name="args">Files of lines; of several for a case on a store the last counts.</param>
    public static int Run(string[] args, TextWriter output)
    {
        if (args.Length == 0) throw new UsageException("sync-table FILE...: name files that sync --out has written.");
        var cells = new Dictionary<(int Row, bool Postgres), string>();
        JsonNode? first = null;
        foreach (JsonNode line in args.SelectMany(File.ReadLines).Select(text => JsonNode.Parse(text)!))
        {
            first ??= line;
            bool postgres = line["target_version"]!.GetValue<string>().EndsWith("PostgreSQL", StringComparison.Ordinal);
            for (int i = 0; i < Rows.Length; i++)
                if (line["case"]!.GetValue<string>() == Rows[i].Case && (line["error"] is null ? Rows[i].Cell(line) : "failed") is { } cell) cells[(i, postgres)] = cell;
        }
        if (first is not null) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{first["at"]!.GetValue<string>()[..10]}; {first["cpu"]} × {first["cores"]}; {first["runtime"]}.\n"));
        output.WriteLine("| case | measured | SQLite | PostgreSQL |\n|---|---|--:|--:|");
        for (int i = 0; i < Rows.Length; i++)
        {
            string? sqlite = cells.GetValueOrDefault((i, false)), postgres = cells.GetValueOrDefault((i, true));
            if (sqlite is not null || postgres is not null) output.WriteLine($"| {(Rows[i].Title.Length > 0 ? $"{Rows[i].Case} {Rows[i].Title}" : "")} | {Rows[i].Measured} | {sqlite ?? "–"} | {postgres ?? "–"} |");
        }
        return 0;
    }

    private static Row[] Typing(string name, string title) =>
    [
        new(name, title, "an edit in others: p50; p99 ms", line => Text(line, "{0:N2}; {1:N1}", "lat_p50_ms", "lat_p99_ms")),
        new(name, "", "durable: p50; p99 ms", line => Text(line, "{0:N1}; {1:N1}", "durable_p50_ms", "durable_p99_ms")),
        new(name, "", "CPU of the server; of all else, the database included", line => Text(line, "{0:N0} %; {1:N0} %", "server_cpu_pct", "other_cpu_pct")),
        new(name, "", "lost", line => Text(line, "{0:N0}", "lost")),
    ];

    private static string? Opening(JsonNode line, string mode) => IsMode(line, mode) ? Text(line, "{0:N0}; {1:N0}", "open_p50_ms", "open_p99_ms") : null;

    private static string? Revocation(JsonNode line, int servers) => line["servers"]!.GetValue<int>() == servers ? Text(line, "{0:N1}; {1:N1}; {2:N1}", "p50_ms", "p99_ms", "max_ms") : null;

    private static bool IsMode(JsonNode line, string mode) => line["mode"]!.GetValue<string>() == mode;

    private static string Text(JsonNode line, string format, params string[] fields) =>
        string.Format(CultureInfo.InvariantCulture, format, [.. fields.Select(field => (object?)line[field]?.GetValue<double>() ?? "–")]);

    /// <param name="Cell">Null where the line is not the one.</param>
    private sealed record Row(string Case, string Title, string Measured, Func<JsonNode, string?> Cell);
}
