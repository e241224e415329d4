using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Benchmarks.Sync;

/// <summary>
/// S8: REST, 200 requests a second of all kinds in a workspace of 300 pages with 20 blocks each. Open loop: requests come at random moments (exponential gaps), whatever the server does, and the time of each counts from the
/// moment at which it was due.
/// </summary>
internal static class RestRun
{
    private const double Rate = 200;
    private const int Parents = 30;
    private const int ChildrenEach = 9;
    private const int BlocksEach = 20;
    private const int WordsEach = 8;
    private const double Warmup = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static void Run(SyncOptions options, Action<string, JsonObject> record)
    {
        using ServerUnderLoad server = ServerUnderLoad.Start(options);
        var words = new WordSource(options.Seed);
        Guid[] pages = MakeTree(server, words);
        FillAsync(server, pages, words).GetAwaiter().GetResult();
        Thread.Sleep(2_000);                            // for the search index
        record("S8", Load(server, new Mix(server, pages, words, options.Seed), options.Quick ? 3 : 20, new Random(options.Seed)));
    }

    private static Guid[] MakeTree(ServerUnderLoad server, WordSource words)
    {
        var pages = new List<Guid>();
        for (int i = 0; i < Parents; i++)
        {
            Guid parent = Make(null);
            for (int child = 0; child < ChildrenEach; child++) Make(parent);
        }
        return [.. pages];

        Guid Make(Guid? parentId)
        {
            pages.Add(server.Post($"/api/workspaces/{server.Workspace}/pages", new { title = words.Sentence(3), parentId }).GetProperty("id").GetGuid());
            return pages[^1];
        }
    }

    private static async Task FillAsync(ServerUnderLoad server, Guid[] pages, WordSource words)
    {
        using var durable = new SemaphoreSlim(0);
        for (int from = 0; from < pages.Length; from += 100)
        {
            Guid[] some = pages[from..Math.Min(from + 100, pages.Length)];
            await using FrameSocket socket = await FrameSocket.ConnectAsync(server.Address.Port, server.Address.Token, frame =>
            {
                if (frame is OpenedFrame or AckDurableFrame) durable.Release();
            });
            for (int channel = 1; channel <= some.Length; channel++)
            {
                await socket.OpenAsync(channel, some[channel - 1]);
                await WaitAsync();
                var document = new Document(new ReplicaId(1));
                for (int block = 0; block < BlocksEach; block++) words.AddParagraph(document, WordsEach);
                await socket.SendAsync(new ChangesFrame(channel, channel, document.ExportSince(VersionVector.Empty)));
                await WaitAsync();
            }
        }

        async Task WaitAsync()
        {
            if (!await durable.WaitAsync(Patience)) throw new InvalidOperationException("A page could not be filled.");
        }
    }

    private static JsonObject Load(ServerUnderLoad server, Mix mix, double seconds, Random random)
    {
        var times = new Dictionary<string, Samples>();
        var all = new Samples();
        var failures = new Dictionary<string, int>();
        var running = new List<Task>();
        double start = EventLoop.Now, measured = start + (Warmup * 1000), end = measured + (seconds * 1000), cpu = 0;
        for (double due = start; due < end; due += -Math.Log(1 - random.NextDouble()) * 1000 / Rate)
        {
            while (EventLoop.Now < due) Thread.Sleep(1);
            if (cpu == 0 && due >= measured) cpu = ProcessUse.CpuSeconds(server.Id);
            running.Add(SendAsync(due, mix.Next()));
        }
        if (!Task.WaitAll([.. running], Patience)) throw new InvalidOperationException("Some requests were not answered within a minute.");
        cpu = ProcessUse.CpuSeconds(server.Id) - cpu;

        var kinds = new JsonObject();
        foreach ((string kind, Samples of) in times.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            kinds[kind] = new JsonObject { ["requests"] = of.Count, ["p50_ms"] = SyncCommand.Round(of.At(0.5)), ["p95_ms"] = SyncCommand.Round(of.At(0.95)), ["p99_ms"] = SyncCommand.Round(of.At(0.99)) };
        return new JsonObject
        {
            ["pages"] = Parents * (ChildrenEach + 1),
            ["requests_offered_s"] = Rate,
            ["duration_s"] = seconds,
            ["requests"] = all.Count,
            ["failed"] = failures.Values.Sum(),
            ["failures"] = new JsonObject(failures.Select(failure => KeyValuePair.Create(failure.Key, (JsonNode?)failure.Value))),
            ["p50_ms"] = SyncCommand.Round(all.At(0.5)),
            ["p95_ms"] = SyncCommand.Round(all.At(0.95)),
            ["p99_ms"] = SyncCommand.Round(all.At(0.99)),
            ["max_ms"] = SyncCommand.Round(all.Largest),
            ["kinds"] = kinds,
            ["server_cpu_ms_per_request"] = SyncCommand.Round(1000 * cpu / Math.Max(1, all.Count)),
            ["server_rss_mb"] = SyncCommand.Round(ProcessUse.ResidentMegabytes(server.Id), 1),
        };

        async Task SendAsync(double due, (string Kind, HttpRequestMessage Request) next)
        {
            string? failure = null;
            try
            {
                using HttpResponseMessage answer = await server.Http.SendAsync(next.Request).ConfigureAwait(false);
                if (!answer.IsSuccessStatusCode) failure = $"{next.Kind} {(int)answer.StatusCode}";
            }
            catch (HttpRequestException exception)
            {
                failure = $"{next.Kind} {exception.Message}";
            }
            double took = EventLoop.Now - due;
            lock (times)
            {
                if (failure is not null) failures[failure] = failures.GetValueOrDefault(failure) + 1;
                if (due < measured) return;
                all.Add(took);
                if (!times.TryGetValue(next.Kind, out Samples? of)) times[next.Kind] = of = new Samples();
                of.Add(took);
            }
        }
    }

    /// <summary>Requests, so many of each kind in a hundred.</summary>
    private sealed class Mix
    {
        private readonly ServerUnderLoad _server;
        private readonly Guid[] _pages;
        private readonly string[] _versions;
        private readonly WordSource _words;
        private readonly Random _random;
        private readonly (int Share, string Kind, Func<HttpRequestMessage> Make)[] _kinds;

        public Mix(ServerUnderLoad server, Guid[] pages, WordSource words, int seed)
        {
            (_server, _pages, _words, _random) = (server, pages, words, new Random(seed + 1));
            _versions = [.. pages.Select(page => server.Http.GetFromJsonAsync<JsonElement>($"/api/pages/{page}/history?limit=1").GetAwaiter().GetResult().GetProperty("items")[0].GetProperty("version").GetString()!)];
            _kinds =
            [
                (30, "page", () => Get($"/api/pages/{Page()}")),
                (15, "content", Content),
                (10, "children", () => Get($"/api/pages/{Page()}/children?limit=50")),
                (10, "path", () => Get($"/api/pages/{Page()}/path")),
                (10, "list", () => Get($"/api/workspaces/{_server.Workspace}/pages?limit=50")),
                (10, "search", () => Get($"/api/search?q={Uri.EscapeDataString(_words.Sentence(1))}&limit=20")),
                (10, "create", () => Json(HttpMethod.Post, $"/api/workspaces/{_server.Workspace}/pages", new { title = _words.Sentence(3), parentId = (Guid?)Page() })),
                (5, "rename", () => Json(HttpMethod.Patch, $"/api/pages/{Page()}", new { title = _words.Sentence(3) })),
            ];
        }

        public (string Kind, HttpRequestMessage Request) Next()
        {
            int drawn = _random.Next(100), at = 0;
            while (drawn >= _kinds[at].Share) drawn -= _kinds[at++].Share;
            return (_kinds[at].Kind, _kinds[at].Make());
        }

        private Guid Page() => _pages[_random.Next(_pages.Length)];

        private HttpRequestMessage Content()
        {
            int page = _random.Next(_pages.Length);
            return Get($"/api/pages/{_pages[page]}/history/version?version={_versions[page]}");
        }

        private static HttpRequestMessage Get(string path) => new(HttpMethod.Get, path);

        private static HttpRequestMessage Json(HttpMethod method, string path, object body) => new(method, path) { Content = JsonContent.Create(body) };
    }
}
