using System.Text.Json.Nodes;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Benchmarks.Sync;

/// <summary>
/// S11: the memory of 10,000 pages with 20 blocks each that are open at once, 250 on each connection: just written, left alone for a while, read by nobody any more, and opened again.
/// </summary>
internal static class ManyPagesRun
{
    private const int BlocksEach = 20;
    private const int PerConnection = 250;
    private const double Rest = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static void Run(SyncOptions options, Action<string, JsonObject> record)
    {
        using ServerUnderLoad server = ServerUnderLoad.Start(options, "--Notion:RoomIdleTime", "00:00:05");
        record("S11", RunAsync(server, options.Quick ? 500 : 10_000, options.Seed).GetAwaiter().GetResult());
    }

    private static async Task<JsonObject> RunAsync(ServerUnderLoad server, int count, int seed)
    {
        Guid[] pages = [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
        var words = new WordSource(seed);
        double before = ProcessUse.ResidentMegabytes(server.Id), began = EventLoop.Now;
        List<Opened> connections = await OpenAsync(server, pages, words);
        double written = ProcessUse.ResidentMegabytes(server.Id), took = EventLoop.Now - began;
        await Task.Delay((int)Rest);
        double rested = ProcessUse.ResidentMegabytes(server.Id);
        foreach (Opened connection in connections) await connection.DisposeAsync();
        await Task.Delay((int)Rest);
        double closed = ProcessUse.ResidentMegabytes(server.Id);
        began = EventLoop.Now;
        connections = await OpenAsync(server, pages, null);
        double reopening = EventLoop.Now - began;
        await Task.Delay((int)Rest);
        double reopened = ProcessUse.ResidentMegabytes(server.Id);
        foreach (Opened connection in connections) await connection.DisposeAsync();
        return new JsonObject
        {
            ["pages"] = count,
            ["blocks_each"] = BlocksEach,
            ["connections"] = connections.Count,
            ["write_s"] = SyncCommand.Round(took / 1000),
            ["reopen_s"] = SyncCommand.Round(reopening / 1000),
            ["server_rss_before_mb"] = SyncCommand.Round(before, 1),
            ["server_rss_written_mb"] = SyncCommand.Round(written, 1),
            ["server_rss_rested_mb"] = SyncCommand.Round(rested, 1),
            ["server_rss_closed_mb"] = SyncCommand.Round(closed, 1),
            ["server_rss_reopened_mb"] = SyncCommand.Round(reopened, 1),
            ["server_rss_peak_mb"] = SyncCommand.Round(ProcessUse.PeakMegabytes(server.Id), 1),
            ["kb_per_page_rested"] = SyncCommand.Round(1024 * (rested - before) / count, 1),
            ["kb_per_page_reopened"] = SyncCommand.Round(1024 * (reopened - before) / count, 1),
        };
    }

    /// <param name="words">To fill the pages with, once they are made; null to open them.</param>
    private static async Task<List<Opened>> OpenAsync(ServerUnderLoad server, Guid[] pages, WordSource? words)
    {
        var connections = new List<Opened>();
        foreach (Guid[] some in pages.Chunk(PerConnection))
        {
            var connection = new Opened();
            connections.Add(connection);
            await connection.ConnectAsync(server);
            for (int i = 0; i < some.Length; i++) await connection.Socket.OpenAsync(i + 1, some[i], words is null ? null : server.Workspace);
            await connection.ExpectAsync(some.Length);
            if (words is null) continue;
            for (int i = 0; i < some.Length; i++)
            {
                var document = new Document(new ReplicaId(1));
                for (int block = 0; block < BlocksEach; block++) words.AddParagraph(document, 8);
                await connection.Socket.SendAsync(new ChangesFrame(i + 1, i + 1, document.ExportSince(VersionVector.Empty)));
            }
            await connection.ExpectAsync(some.Length);
        }
        return connections;
    }

    private sealed class Opened : IAsyncDisposable
    {
        private readonly SemaphoreSlim _answers = new(0);
        private volatile string? _problem;

        public FrameSocket Socket { get; private set; } = null!;

        public async Task ConnectAsync(ServerUnderLoad server) => Socket = await FrameSocket.ConnectAsync(server.Address.Port, server.Address.Token, frame =>
        {
            if (frame is ErrorFrame or RejectFrame or CloseFrame) _problem = frame.ToString();
            if (_problem is not null || frame is OpenedFrame or AckDurableFrame) _answers.Release();
        });

        public async Task ExpectAsync(int answers)
        {
            for (int i = 0; i < answers; i++)
                if (!await _answers.WaitAsync(Patience) || _problem is not null) throw new InvalidOperationException(_problem ?? "A page was not answered for within a minute.");
        }

        public async ValueTask DisposeAsync()
        {
            await Socket.DisposeAsync();
            _answers.Dispose();
        }
    }
}
