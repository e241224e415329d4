using System.Text.Json.Nodes;
using Notion.Crdt;

namespace Notion.Benchmarks.Sync;

/// <summary>So many pages and clients type for a while: what arrives, how fast, and what it costs the server.</summary>
/// <param name="Rate">Edits a second by each client.</param>
/// <param name="Drain">Seconds to wait for what is still under way at the end.</param>
internal sealed record LoadRun(int Pages, int ClientsPerPage, double Rate, double Seconds, double Warmup, double Drain = 5)
{
    private const int VerifiedPages = 20;

    private static PreparedEdits[]? _prepared;

    public JsonObject Run(SyncOptions options)
    {
        using ServerUnderLoad server = ServerUnderLoad.Start(options);
        using var loop = new EventLoop();
        var book = new LoadBook();
        int capacity = Schedule.EditsPerClient(Rate, Seconds + Warmup);
        _prepared = PreparedEdits.Make(Pages * ClientsPerPage, capacity, _prepared);
        LoadPage[] pages = LoadPage.Make(server.MakePages(Pages), ClientsPerPage, _prepared, capacity, book);
        LoadClient[] clients = [.. pages.SelectMany(page => page.Clients)];
        double residentBefore = ProcessUse.ResidentMegabytes(server.Id);
        Joining.JoinAll(loop, server.Address, pages, book);
        long framesBefore = clients.Sum(client => client.FramesIn), bytesBefore = clients.Sum(client => client.BytesIn);
        GC.Collect();
        loop.For(300);

        double start = EventLoop.Now + 50;
        book.From = start + (Warmup * 1000);
        book.To = book.From + (Seconds * 1000);
        Mark? from = null, to = null;
        void Watch()
        {
            double now = EventLoop.Now;
            if (from is null && now >= book.From) from = Mark.Take(server.Id);
            if (to is null && now >= book.To) to = Mark.Take(server.Id);
        }
        new Schedule(pages, Rate, Seconds + Warmup).Run(loop, book, start, Watch);
        long sent = clients.Sum(client => (long)client.Sent), expected = sent * (ClientsPerPage - 1);
        loop.Until(() => book.Deliveries >= expected && book.AcksDurable >= sent, Drain * 1000);
        double drained = EventLoop.Now - book.To;
        loop.Until(() => { Watch(); return to is not null; }, 60_000);

        JsonObject result = Describe(book, from!, to!, sent, expected, drained);
        result["gaps"] = clients.Sum(client => client.Gaps);
        result["frames_in"] = clients.Sum(client => client.FramesIn) - framesBefore;
        result["bytes_in"] = clients.Sum(client => client.BytesIn) - bytesBefore;
        result["server_rss_before_mb"] = SyncCommand.Round(residentBefore, 1);
        result["server_rss_after_mb"] = SyncCommand.Round(ProcessUse.ResidentMegabytes(server.Id), 1);
        result["server_rss_peak_mb"] = SyncCommand.Round(ProcessUse.PeakMegabytes(server.Id), 1);
        if (clients.FirstOrDefault(client => client.IsClosed) is { } gone) result["note"] = $"A client was cut off: {gone.Problem}";
        Verify(result, loop, server, pages);
        foreach (LoadClient client in clients) client.Close();
        return result;
    }

    private JsonObject Describe(LoadBook book, Mark from, Mark to, long sent, long expected, double drained)
    {
        double wall = (to.At - from.At) / 1000, server = to.Server - from.Server, generator = to.Generator - from.Generator;
        return new JsonObject
        {
            ["pages"] = Pages,
            ["clients_per_page"] = ClientsPerPage,
            ["edits_per_client_s"] = SyncCommand.Round(Rate),
            ["warmup_s"] = Warmup,
            ["duration_s"] = Seconds,
            ["base_chars"] = PreparedEdits.BaseLength,
            ["edits_offered_s"] = SyncCommand.Round(Pages * ClientsPerPage * Rate, 1),
            ["edits_sent"] = sent,
            ["deliveries_expected"] = expected,
            ["deliveries_received"] = book.Deliveries,
            ["lost"] = expected - book.Deliveries,
            ["delivered_s"] = SyncCommand.Round(book.DeliveriesInWindow / Seconds, 1),
            ["drain_ms"] = Math.Max(0, Math.Round(drained)),
            ["lat_p50_ms"] = SyncCommand.Round(book.DeliveryTimes.At(0.5)),
            ["lat_p95_ms"] = SyncCommand.Round(book.DeliveryTimes.At(0.95)),
            ["lat_p99_ms"] = SyncCommand.Round(book.DeliveryTimes.At(0.99)),
            ["lat_max_ms"] = SyncCommand.Round(book.DeliveryTimes.Largest),
            ["lat_mean_ms"] = SyncCommand.Round(book.DeliveryTimes.Mean),
            ["durable_p50_ms"] = SyncCommand.Round(book.DurableTimes.At(0.5)),
            ["durable_p95_ms"] = SyncCommand.Round(book.DurableTimes.At(0.95)),
            ["durable_p99_ms"] = SyncCommand.Round(book.DurableTimes.At(0.99)),
            ["durable_max_ms"] = SyncCommand.Round(book.DurableTimes.Largest),
            ["undurable"] = sent - book.AcksDurable,
            ["echoes"] = book.Echoes,
            ["acks"] = book.AcksReceived + book.AcksDurable,
            ["update_frames"] = book.UpdateFrames,
            ["server_cpu_s"] = SyncCommand.Round(server),
            ["server_cpu_pct"] = SyncCommand.Round(100 * server / wall, 1),
            ["server_cpu_kernel_pct"] = SyncCommand.Round(100 * (to.ServerKernel - from.ServerKernel) / wall, 1),
            ["gen_cpu_s"] = SyncCommand.Round(generator),
            ["gen_cpu_pct"] = SyncCommand.Round(100 * generator / wall, 1),
            ["gen_lag_p99_ms"] = SyncCommand.Round(book.Lags.At(0.99)),
            ["gen_lag_max_ms"] = SyncCommand.Round(book.Lags.Largest),
            ["other_cpu_pct"] = SyncCommand.Round(Math.Max(0, 100 * (to.Machine - from.Machine - server - generator) / wall), 1),
        };
    }

    /// <summary>Does the server itself hold every edit? A fresh client and a real document for each page.</summary>
    private static void Verify(JsonObject result, EventLoop loop, ServerUnderLoad server, LoadPage[] pages)
    {
        int ok = 0;
        long missing = 0;
        LoadPage[] verified = [.. pages.Take(VerifiedPages)];
        foreach (LoadPage page in verified)
        {
            FreshView view = FreshView.Read(loop, server.Address, page.Id, document => Missing(document, page) == 0, 5_000);
            long lacks = Missing(view.Document, page);
            missing += lacks;
            int characters = PreparedEdits.BaseLength + page.Clients.Sum(client => client.Edits.EndAfter(client.Sent));
            if (view.Problem is null && lacks == 0 && view.Document.PendingCount == 0 && view.Document.GetBlock(PreparedEdits.Block).TextLength == characters) ok++;
        }
        result["verify_pages"] = verified.Length;
        result["verify_ok"] = ok;
        result["verify_missing"] = missing;
    }

    /// <summary>How many of the edits that were sent to a page a document lacks.</summary>
    private static long Missing(Document document, LoadPage page)
    {
        long missing = 0;
        VersionVector version = document.Version;
        foreach (LoadClient client in page.Clients)
        {
            int end = version[client.Edits.Replica];
            for (int edit = client.Sent - 1; edit >= 0 && client.Edits.EndAfter(edit + 1) > end; edit--) missing++;
        }
        return missing;
    }

    /// <summary>What has been used at one moment.</summary>
    private sealed record Mark(double At, double Server, double ServerKernel, double Generator, double Machine)
    {
        public static Mark Take(int server)
        {
            (double user, double kernel) = ProcessUse.CpuSplit(server);
            return new Mark(EventLoop.Now, user + kernel, kernel, ProcessUse.CpuSeconds(Environment.ProcessId), ProcessUse.MachineBusySeconds());
        }
    }
}
