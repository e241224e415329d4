using System.Text.Json.Nodes;
using Notion.Crdt;

namespace Notion.Benchmarks.Sync;

/// <summary>S6: kill -9 in the middle of a load; the server starts again on the same data; is everything there that was acknowledged as durable?</summary>
internal static class KillRun
{
    private const int Pages = 20;
    private const int Clients = 4;
    private const double Rate = 5;
    private const double AfterKill = 5;
    private const double Earliest = 0.3;
    private const double Latest = 2.5;

    public static void Run(SyncOptions options, Action<string, JsonObject> record)
    {
        if (options.Kills > 0)
        {
            record("S6", AtRandom(options));
            return;
        }
        foreach (double at in options.Quick ? (double[])[3] : [8, 15])
        {
            using ServerUnderLoad server = ServerUnderLoad.Start(options);
            Outcome outcome = Once(server, at);
            JsonObject line = Describe(outcome, at);
            record("S6", line);
        }
    }

    /// <summary>Many kills of one data directory, each under a load on pages of its own; the pages of all earlier rounds are looked at again at the end.</summary>
    private static JsonObject AtRandom(SyncOptions options)
    {
        using ServerUnderLoad server = ServerUnderLoad.Start(options);
        var random = new Random(options.Seed);
        var rounds = new List<Outcome>();
        for (int i = 0; i < options.Kills; i++)
        {
            double at = Earliest + (random.NextDouble() * (Latest - Earliest));
            Outcome outcome = Once(server, at);
            rounds.Add(outcome);
            Console.Error.WriteLine($"kill {i + 1} of {options.Kills} after {at:F3} s: {outcome.Durable} durable, {outcome.LostDurable} of them lost, {outcome.LostDelivered} of {outcome.Delivered} delivered lost");
        }
        using (var loop = new EventLoop())
            for (int i = 0; i < rounds.Count; i++) rounds[i] = Count(loop, server, rounds[i]);
        Outcome all = rounds.Aggregate(static (sum, one) => sum.Plus(one));
        JsonObject line = Describe(all, null);
        line["kills"] = options.Kills;
        line["seed"] = options.Seed;
        return line;
    }

    private static Outcome Once(ServerUnderLoad server, double at)
    {
        using var loop = new EventLoop();
        var book = new LoadBook();
        int capacity = Schedule.EditsPerClient(Rate, at + AfterKill);
        LoadPage[] pages = LoadPage.Make(server.MakePages(Pages), Clients, PreparedEdits.Make(Pages * Clients, capacity), capacity, book);
        Joining.JoinAll(loop, server.Address, pages, book);
        double start = EventLoop.Now + 20;
        double? killed = null;
        void KillInTime()
        {
            if (killed is not null || EventLoop.Now < start + (at * 1000)) return;
            killed = EventLoop.Now;
            server.Kill();
        }
        new Schedule(pages, Rate, at + AfterKill).Run(loop, book, start, KillInTime, () => killed is not null && pages.All(page => page.Clients.All(client => client.IsClosed)));
        loop.For(300);
        double restart = server.Restart();
        return Count(loop, server, new Outcome(pages, killed!.Value) { RestartMilliseconds = restart });
    }

    /// <summary>What a fresh client of each page finds.</summary>
    private static Outcome Count(EventLoop loop, ServerUnderLoad server, Outcome outcome)
    {
        var counted = new Outcome(outcome.Pages, outcome.KilledAt) { RestartMilliseconds = outcome.RestartMilliseconds };
        foreach (LoadPage page in outcome.Pages)
        {
            FreshView view = FreshView.Read(loop, server.Address, page.Id, static _ => true, 15_000);
            if (view.Problem is not null) counted.ViewErrors++;
            VersionVector version = view.Document.Version;
            bool losing = false;
            foreach (LoadClient client in page.Clients)
            {
                int kept = 0;
                while (kept < client.Sent && client.Edits.EndAfter(kept + 1) <= version[client.Edits.Replica]) kept++;
                counted.Sent += client.Sent;
                counted.Delivered += client.Delivered;
                counted.Durable += client.Durable;
                counted.LostDelivered += Math.Max(0, client.Delivered - kept);
                counted.LostDurable += Math.Max(0, client.Durable - kept);
                losing |= kept < client.Delivered;
                if (kept < client.Delivered) counted.OldestLost = Math.Max(counted.OldestLost, outcome.KilledAt - client.SentAt(kept));
            }
            if (losing) counted.PagesLosing++;
            if (!view.Document.TryGetBlock(PreparedEdits.Block, out _)) counted.BaseGone++;
        }
        return counted;
    }

    private static JsonObject Describe(Outcome outcome, double? at) => new()
    {
        ["pages"] = Pages,
        ["clients_per_page"] = Clients,
        ["edits_per_client_s"] = Rate,
        ["kill_at_s"] = at,
        ["edits_sent"] = outcome.Sent,
        ["edits_delivered_before_kill"] = outcome.Delivered,
        ["edits_lost_though_delivered"] = outcome.LostDelivered,
        ["lost_pct"] = SyncCommand.Round(100.0 * outcome.LostDelivered / Math.Max(1, outcome.Delivered)),
        ["edits_acked"] = outcome.Durable,
        ["edits_lost_though_acked"] = outcome.LostDurable,
        ["edits_lost_though_durable"] = outcome.LostDurable,
        ["pages_losing"] = outcome.PagesLosing,
        ["pages_base_text_gone"] = outcome.BaseGone,
        ["oldest_lost_age_ms"] = Math.Round(outcome.OldestLost),
        ["view_errors"] = outcome.ViewErrors,
        ["restart_ms"] = Math.Round(outcome.RestartMilliseconds),
    };

    private sealed class Outcome(LoadPage[] pages, double killedAt)
    {
        public LoadPage[] Pages => pages;

        public double KilledAt => killedAt;

        public long Sent { get; set; }

        /// <summary>Edits that another client had received before the kill.</summary>
        public long Delivered { get; set; }

        /// <summary>Edits that were acknowledged as durable before the kill.</summary>
        public long Durable { get; set; }

        public long LostDelivered { get; set; }

        public long LostDurable { get; set; }

        public int PagesLosing { get; set; }

        public int BaseGone { get; set; }

        public int ViewErrors { get; set; }

        public double OldestLost { get; set; }

        public double RestartMilliseconds { get; init; }

        /// <summary>Both together; the restart is the slower one.</summary>
        public Outcome Plus(Outcome other) => new([.. pages, .. other.Pages], killedAt)
        {
            Sent = Sent + other.Sent,
            Delivered = Delivered + other.Delivered,
            Durable = Durable + other.Durable,
            LostDelivered = LostDelivered + other.LostDelivered,
            LostDurable = LostDurable + other.LostDurable,
            PagesLosing = PagesLosing + other.PagesLosing,
            BaseGone = BaseGone + other.BaseGone,
            ViewErrors = ViewErrors + other.ViewErrors,
            OldestLost = Math.Max(OldestLost, other.OldestLost),
            RestartMilliseconds = Math.Max(RestartMilliseconds, other.RestartMilliseconds),
        };
    }
}
