using System.Text.Json.Nodes;
using Notion.Benchmarks.Preparing;
using Notion.Crdt;
using Notion.Sync.Protocol;
using Notion.Traces;

namespace Notion.Benchmarks.Sync;

/// <summary>
/// S5: 200 pages, each the end of a long trace replayed edit by edit; S9: as many of 1,000 blocks each. The server restarted; time to the first full content, one page at a time and all at once.
/// </summary>
internal static class ColdOpenRun
{
    private const double Patience = 60_000;
    private const int CheckedTexts = 10;
    private const int Blocks = 1_000;

    public static void Trace(SyncOptions options, Action<string, JsonObject> record) => Run("S5", options, TracedPage.Build(TextTraceReader.Read(options.Trace)).Document, record);

    public static void ManyBlocks(SyncOptions options, Action<string, JsonObject> record)
    {
        var document = new Document(new ReplicaId(900));
        var words = new WordSource(options.Seed);
        for (int i = 0; i < Blocks; i++) words.AddParagraph(document, 8);
        Run("S9", options, document, record);
    }

    private static void Run(string name, SyncOptions options, Document document, Action<string, JsonObject> record)
    {
        byte[] whole = document.ExportSince(VersionVector.Empty);
        using ServerUnderLoad server = ServerUnderLoad.Start(options);
        Guid[] pages = server.MakePages(options.Quick ? 10 : options.OpenPages);
        Seed(server, pages, whole);
        foreach ((string mode, int width) in ((string, int)[])[("one at a time", 1), ("all at once", pages.Length)])
        {
            server.Restart();
            JsonObject result = Open(server, pages, width, document.Version, TextOf(document));
            result["mode"] = mode;
            result["doc_bytes"] = document.Save().Length;
            result["blocks"] = document.EnumerateBlocks().Count();
            record(name, result);
        }
    }

    private static void Seed(ServerUnderLoad server, Guid[] pages, byte[] whole)
    {
        using var loop = new EventLoop();
        byte[] frame = WireFrame.Encode(new ChangesFrame(WireClient.Channel, 1, whole), 1);
        foreach (Guid page in pages)
        {
            var reader = new Opener(loop, server.Address, page);
            reader.Connect();
            if (!loop.Until(() => reader.IsSettled, Patience)) throw new InvalidOperationException("A page could not be opened to be filled.");
            reader.Send(frame);
            if (!loop.Until(() => reader.IsDurable || reader.Problem is not null, Patience) || reader.Problem is not null)
                throw new InvalidOperationException($"A page could not be filled. {reader.Problem}");
            reader.Close();
        }
        // The server has gone quiet: what it means to store is stored.
        for (int quiet = 0; quiet < 4;)
        {
            double before = ProcessUse.CpuSeconds(server.Id);
            Thread.Sleep(500);
            quiet = ProcessUse.CpuSeconds(server.Id) - before < 0.03 ? quiet + 1 : 0;
        }
    }

    private static JsonObject Open(ServerUnderLoad server, Guid[] pages, int width, VersionVector version, string text)
    {
        using var loop = new EventLoop();
        ServerAddress address = server.Address.WithSnapshots();
        Opener[] readers = [.. pages.Select(page => new Opener(loop, address, page))];
        double residentBefore = ProcessUse.ResidentMegabytes(server.Id), cpu = ProcessUse.CpuSeconds(server.Id), own = ProcessUse.CpuSeconds(Environment.ProcessId), began = EventLoop.Now;
        for (int next = 0, settled = 0; settled < readers.Length; settled = readers.Count(reader => reader.IsSettled))
        {
            while (next < readers.Length && next - settled < width) readers[next++].Connect();
            loop.Step();
            if (EventLoop.Now - began > Patience) break;
        }
        double took = (EventLoop.Now - began) / 1000, serverCpu = ProcessUse.CpuSeconds(server.Id) - cpu, ownCpu = ProcessUse.CpuSeconds(Environment.ProcessId) - own;
        double residentAfter = ProcessUse.ResidentMegabytes(server.Id);

        Samples times = new(), applying = new();
        int complete = 0, same = 0;
        for (int i = 0; i < readers.Length; i++)
        {
            if (readers[i].OpenedAfter is not { } after) continue;
            times.Add(after);
            var fresh = new Document(new ReplicaId(1));
            double from = EventLoop.Now;
            PageContent.Fill(fresh, readers[i].Content.Span);
            applying.Add(EventLoop.Now - from);
            if (fresh.Version.Includes(version)) complete++;
            if (i < CheckedTexts && TextOf(fresh) == text) same++;
        }
        foreach (Opener reader in readers) reader.Close();
        return new JsonObject
        {
            ["cold"] = true,
            ["docs"] = pages.Length,
            ["open_width"] = width,
            ["doc_chars"] = text.Length,
            ["failed"] = readers.Count(reader => reader.OpenedAfter is null),
            ["complete"] = complete,
            ["text_checked"] = Math.Min(CheckedTexts, readers.Length),
            ["text_same"] = same,
            ["open_p50_ms"] = SyncCommand.Round(times.At(0.5)),
            ["open_p95_ms"] = SyncCommand.Round(times.At(0.95)),
            ["open_p99_ms"] = SyncCommand.Round(times.At(0.99)),
            ["open_max_ms"] = SyncCommand.Round(times.Largest),
            ["total_s"] = SyncCommand.Round(took, 3),
            ["opens_s"] = SyncCommand.Round(pages.Length / took, 1),
            ["client_apply_p50_ms"] = SyncCommand.Round(applying.At(0.5)),
            ["bytes_in"] = readers.Sum(reader => reader.BytesIn),
            ["server_cpu_s"] = SyncCommand.Round(serverCpu),
            ["server_cpu_ms_per_open"] = SyncCommand.Round(1000 * serverCpu / pages.Length),
            ["server_rss_before_mb"] = SyncCommand.Round(residentBefore, 1),
            ["server_rss_after_mb"] = SyncCommand.Round(residentAfter, 1),
            ["server_rss_peak_mb"] = SyncCommand.Round(ProcessUse.PeakMegabytes(server.Id), 1),
            ["rss_per_doc_mb"] = SyncCommand.Round((residentAfter - residentBefore) / pages.Length),
            ["gen_cpu_pct"] = SyncCommand.Round(100 * ownCpu / took, 1),
        };
    }

    private static string TextOf(Document document) => string.Join('\n', document.EnumerateBlocks().Select(block => block.Text));

    /// <summary>A client that opens a page and keeps what it is given.</summary>
    private sealed class Opener : IWireListener
    {
        private readonly WireClient _wire;
        private double _began;

        public Opener(EventLoop loop, ServerAddress server, Guid page) => _wire = new WireClient(loop, server, page, this);

        public double? OpenedAfter { get; private set; }

        public ReadOnlyMemory<byte> Content { get; private set; }

        public bool IsDurable { get; private set; }

        public string? Problem { get; private set; }

        public bool IsSettled => _wire.IsSettled;

        public long BytesIn => _wire.BytesIn;

        public void Connect()
        {
            _began = EventLoop.Now;
            _wire.Connect();
        }

        public void Send(byte[] frame) => _wire.Send(frame);

        public void Close() => _wire.Close();

        public void Opened(OpenedFrame opened)
        {
            OpenedAfter = EventLoop.Now - _began;
            Content = opened.Update;
        }

        public void Changes(ReadOnlyMemory<byte> update)
        {
        }

        public void AckReceived(long batch)
        {
        }

        public void AckDurable(long batch) => IsDurable = true;

        public void Closed(string? problem) => Problem = problem;
    }
}
