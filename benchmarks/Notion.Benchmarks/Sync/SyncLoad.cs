using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Notion.Benchmarks.Sync;

/// <summary>
/// Typing on many pages at once through a running server: how long an edit takes until another client shows it, and until it is on the disk.
/// Open loop: every client edits at its rate and at a phase of its own, however the server fares. Clients, network and (unless an
/// address is given) the server share this machine, so the figures are upper bounds.
/// </summary>
public static class SyncLoad
{
    private const string Usage =
        "sync [--url http://host:port] [--pages 50] [--clients 4] [--rate 5] [--warmup 3] [--seconds 10] [--seed 1]: without --url the server runs in this process on a new data directory.";

    /// <summary>Runs the load and prints one JSON line.</summary>
    /// <param name="args">What follows <c>sync</c> on the command line.</param>
    /// <param name="output">Where the line goes.</param>
    /// <returns>0; 1 when an edit was lost; 2 for wrong arguments.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        if (!SyncLoadOptions.TryParse(args, out SyncLoadOptions options))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        await using LoadServer server = options.Url is null ? await LoadServer.StartAsync() : new LoadServer(options.Url);
        (string token, Guid[] pages) = await server.PrepareAsync(options.Pages);
        var groups = new List<LoadPage>();
        foreach (Guid page in pages) groups.Add(await LoadPage.OpenAsync(server.SyncAddress, token, page, options.Clients));

        long start = Stopwatch.GetTimestamp();
        long measured = start + (long)(options.Warmup * Stopwatch.Frequency);
        long end = measured + (long)(options.Seconds * Stopwatch.Frequency);
        TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
        var random = new Random(options.Seed);
        Task[] typing = [.. groups.SelectMany(group => group.Clients).Select(client => client.TypeAsync(1 / options.Rate, random.NextDouble() / options.Rate, start, end))];
        await Task.WhenAll(typing);
        double cpu = (Environment.CpuUsage.TotalTime - cpuBefore).TotalSeconds;
        foreach (LoadPage group in groups) await group.DrainAsync(TimeSpan.FromSeconds(10));

        var visible = new List<double>();
        var durable = new List<double>();
        long sent = 0, expected = 0, received = 0, undurable = 0;
        int agreeing = 0;
        foreach (LoadPage group in groups)
        {
            agreeing += group.AllAgree() ? 1 : 0;
            foreach (LoadClient client in group.Clients)
            {
                sent += client.Sent;
                expected += client.Sent * (options.Clients - 1);
                received += client.Collect(measured, visible, durable);
                undurable += client.Undurable;
            }
        }
        long lost = expected - received;
        await output.WriteLineAsync(Line(options, sent, expected, received, lost, undurable, agreeing, cpu, visible, durable));
        foreach (LoadPage group in groups) await group.DisposeAsync();
        return lost == 0 && undurable == 0 && agreeing == groups.Count ? 0 : 1;
    }

    private static string Line(
        SyncLoadOptions options, long sent, long expected, long received, long lost, long undurable, int agreeing, double cpu, List<double> visible, List<double> durable)
    {
        visible.Sort();
        durable.Sort();
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("case", "S1");
            json.WriteString("target", "notion");
            json.WriteBoolean("in_process", options.Url is null);
            json.WriteNumber("pages", options.Pages);
            json.WriteNumber("clients_per_page", options.Clients);
            json.WriteNumber("edits_per_client_s", options.Rate);
            json.WriteNumber("warmup_s", options.Warmup);
            json.WriteNumber("duration_s", options.Seconds);
            json.WriteNumber("edits_sent", sent);
            json.WriteNumber("deliveries_expected", expected);
            json.WriteNumber("deliveries_received", received);
            json.WriteNumber("lost", lost);
            json.WriteNumber("undurable", undurable);
            Percentiles(json, "lat", visible);
            Percentiles(json, "durable", durable);
            json.WriteNumber("verify_pages", options.Pages);
            json.WriteNumber("verify_ok", agreeing);
            json.WriteNumber("process_cpu_s", Math.Round(cpu, 2));
            json.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void Percentiles(Utf8JsonWriter json, string name, List<double> sorted)
    {
        foreach ((string suffix, double part) in ((string, double)[])[("p50", 0.50), ("p95", 0.95), ("p99", 0.99), ("max", 1)])
        {
            string field = string.Create(CultureInfo.InvariantCulture, $"{name}_{suffix}_ms");
            if (sorted.Count == 0) json.WriteNull(field);
            else json.WriteNumber(field, Math.Round(sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * part))], 2));
        }
    }
}
