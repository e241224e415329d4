using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Benchmarks.Sync;

/// <summary>
/// S10: how long a revocation takes to reach open sockets. Of 20 people who have a page open, one at a time loses the right to edit it, and gets it back; the time counts from the sending of the request to
/// the frame that says so. On one server, and on PostgreSQL with the sockets on another server than the request.
/// </summary>
internal static class RevocationRun
{
    private const int People = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static void Run(SyncOptions options, Action<string, JsonObject> record)
    {
        using ServerUnderLoad server = ServerUnderLoad.Start(options);
        record("S10", MeasureAsync(server, server, options.Quick ? 20 : 300).GetAwaiter().GetResult());
        if (options.Postgres is null) return;
        using ServerUnderLoad other = server.StartBeside();
        record("S10", MeasureAsync(server, other, options.Quick ? 20 : 300).GetAwaiter().GetResult());
    }

    /// <param name="asked">Takes the requests.</param>
    /// <param name="holding">Has the sockets.</param>
    private static async Task<JsonObject> MeasureAsync(ServerUnderLoad asked, ServerUnderLoad holding, int revocations)
    {
        Guid page = asked.MakePages(1)[0];
        await PutAsync(asked, $"/api/pages/{page}/restriction", new { restricted = true });
        Reader[] readers = new Reader[People];
        try
        {
            for (int i = 0; i < People; i++) readers[i] = await Reader.OpenAsync(asked, holding, page);
            var taken = new Samples();
            var given = new Samples();
            int refused = 0;
            for (int i = 0; i < revocations; i++)
            {
                Reader reader = readers[i % People];
                taken.Add(await reader.ChangeAsync(asked, page, PageAccess.View));
                if (await reader.IsRefusedAsync(i + 1)) refused++;
                given.Add(await reader.ChangeAsync(asked, page, PageAccess.Edit));
            }
            return new JsonObject
            {
                ["servers"] = asked == holding ? 1 : 2,
                ["sockets"] = People,
                ["revocations"] = revocations,
                ["refused_after"] = refused,
                ["lost"] = (long)(revocations - refused),
                ["p50_ms"] = SyncCommand.Round(taken.At(0.5)),
                ["p95_ms"] = SyncCommand.Round(taken.At(0.95)),
                ["p99_ms"] = SyncCommand.Round(taken.At(0.99)),
                ["max_ms"] = SyncCommand.Round(taken.Largest),
                ["given_back_p99_ms"] = SyncCommand.Round(given.At(0.99)),
            };
        }
        finally
        {
            foreach (Reader? reader in readers)
                if (reader is not null) await reader.DisposeAsync();
        }
    }

    private static async Task PutAsync(ServerUnderLoad server, string path, object body)
    {
        using HttpResponseMessage answer = await server.Http.PutAsJsonAsync(path, body);
        answer.EnsureSuccessStatusCode();
    }

    private sealed class Reader : IAsyncDisposable
    {
        private readonly System.Threading.Channels.Channel<(Frame Frame, double At)> _frames = System.Threading.Channels.Channel.CreateUnbounded<(Frame, double)>();
        private FrameSocket _socket = null!;
        private string _email = "";
        private int _edits;

        public static async Task<Reader> OpenAsync(ServerUnderLoad asked, ServerUnderLoad holding, Guid page)
        {
            var reader = new Reader { _email = $"{Path.GetRandomFileName()}@example.com" };
            JsonElement account = asked.Post("/api/accounts/sign-up", new { email = reader._email, name = "Reader", password = "a password for a benchmark" });
            await reader.ShareAsync(asked, page, PageAccess.Edit);
            reader._socket = await FrameSocket.ConnectAsync(holding.Address.Port, account.GetProperty("token").GetString()!, frame => reader._frames.Writer.TryWrite((frame, EventLoop.Now)));
            await reader._socket.OpenAsync(1, page);
            await reader.ReceiveAsync<OpenedFrame>();
            return reader;
        }

        /// <returns>Milliseconds from the sending of the request.</returns>
        public async Task<double> ChangeAsync(ServerUnderLoad asked, Guid page, PageAccess access)
        {
            double began = EventLoop.Now;
            await ShareAsync(asked, page, access);
            while (true)
            {
                (AccessFrame told, double at) = await ReceiveAsync<AccessFrame>();
                if (told.Access == access) return at - began;
            }
        }

        /// <summary>Whether an edit that is sent now is refused.</summary>
        public async Task<bool> IsRefusedAsync(long batch)
        {
            await _socket.SendAsync(new ChangesFrame(1, batch, new WordSource(_edits++).AddParagraph(new Document(ReplicaId.Create()), 1)));
            return (await ReceiveAsync<RejectFrame>()).Frame.Code == SyncErrorCode.ReadOnly;
        }

        public ValueTask DisposeAsync() => _socket.DisposeAsync();

        private Task ShareAsync(ServerUnderLoad asked, Guid page, PageAccess access) =>
            PutAsync(asked, $"/api/pages/{page}/permissions", new { kind = "user", email = _email, level = access == PageAccess.Edit ? "edit" : "view" });

        private async Task<(T Frame, double At)> ReceiveAsync<T>()
            where T : Frame
        {
            using var patience = new CancellationTokenSource(Patience);
            while (true)
            {
                (Frame frame, double at) = await _frames.Reader.ReadAsync(patience.Token);
                if (frame is T wanted) return (wanted, at);
                if (frame is AckDurableFrame or ErrorFrame or CloseFrame) throw new InvalidOperationException($"Waited for a {typeof(T).Name} and got {frame}.");
            }
        }
    }
}
