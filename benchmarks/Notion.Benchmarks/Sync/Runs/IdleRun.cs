using System.Text.Json.Nodes;

namespace Notion.Benchmarks.Sync;

/// <summary>S4: 2,000 connections, four on each of 500 empty pages, that then do nothing.</summary>
internal static class IdleRun
{
    private const int Clients = 4;
    private const int Width = 50;

    public static void Run(SyncOptions options, Action<string, JsonObject> record)
    {
        double idle = options.Quick ? 1 : 10;
        using ServerUnderLoad server = ServerUnderLoad.Start(options);
        using var loop = new EventLoop();
        var book = new LoadBook();
        Guid[] ids = server.MakePages(options.Quick ? 50 : 500);
        LoadPage[] pages = LoadPage.Make(ids, Clients, PreparedEdits.Make(ids.Length * Clients, 0), 0, book);
        LoadClient[] clients = [.. pages.SelectMany(page => page.Clients)];

        double before = ProcessUse.ResidentMegabytes(server.Id), cpu = ProcessUse.CpuSeconds(server.Id), own = ProcessUse.CpuSeconds(Environment.ProcessId), began = EventLoop.Now;
        Joining.Open(loop, server.Address, clients, Width, book);
        double took = (EventLoop.Now - began) / 1000, connectCpu = ProcessUse.CpuSeconds(server.Id) - cpu, ownCpu = ProcessUse.CpuSeconds(Environment.ProcessId) - own;
        double after = ProcessUse.ResidentMegabytes(server.Id);
        var times = new Samples();
        foreach (LoadClient client in clients.Where(client => client.IsOpen)) times.Add(client.Opening.Opened - client.Opening.Began);
        int open = clients.Count(client => client.IsOpen);

        loop.For(3_000);
        double early = ProcessUse.ResidentMegabytes(server.Id), idleFrom = EventLoop.Now, idleCpu = ProcessUse.CpuSeconds(server.Id);
        loop.For(idle * 1000);
        double settled = ProcessUse.ResidentMegabytes(server.Id);
        record("S4", new JsonObject
        {
            ["pages"] = pages.Length,
            ["clients_per_page"] = Clients,
            ["connections"] = open,
            ["failed"] = clients.Length - open,
            ["alive_at_end"] = clients.Count(client => client.IsOpen),
            ["connect_width"] = Width,
            ["connect_total_s"] = SyncCommand.Round(took),
            ["connects_s"] = Math.Round(open / took),
            ["connect_p50_ms"] = SyncCommand.Round(times.At(0.5)),
            ["connect_p99_ms"] = SyncCommand.Round(times.At(0.99)),
            ["connect_server_cpu_s"] = SyncCommand.Round(connectCpu),
            ["gen_cpu_pct"] = SyncCommand.Round(100 * ownCpu / took, 1),
            ["server_rss_before_mb"] = SyncCommand.Round(before, 1),
            ["server_rss_after_mb"] = SyncCommand.Round(after, 1),
            ["server_rss_3s_mb"] = SyncCommand.Round(early, 1),
            ["server_rss_settled_mb"] = SyncCommand.Round(settled, 1),
            ["server_rss_peak_mb"] = SyncCommand.Round(ProcessUse.PeakMegabytes(server.Id), 1),
            ["rss_per_conn_kb"] = SyncCommand.Round(1024 * (settled - before) / Math.Max(1, open), 1),
            ["idle_s"] = idle,
            ["idle_server_cpu_pct"] = SyncCommand.Round(100 * (ProcessUse.CpuSeconds(server.Id) - idleCpu) / ((EventLoop.Now - idleFrom) / 1000)),
        });
        foreach (LoadClient client in clients) client.Close();
    }
}
