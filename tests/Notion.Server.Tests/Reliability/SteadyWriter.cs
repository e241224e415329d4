using System.Collections.Concurrent;
using System.Net.WebSockets;
using Notion.Crdt;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Reliability;

/// <summary>Writes to one page whatever happens to the server: comes back, sends again what the server lacks, and notes what was acknowledged as durable.</summary>
internal sealed class SteadyWriter(string name, string token, Guid page, Func<Uri> server, int seed)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Random _random = new(seed);
    private readonly Document _document = new(new ReplicaId(seed));
    private readonly ConcurrentDictionary<string, byte> _durable = new();
    private int _written;
    private int _progress;

    public Guid Page => page;

    /// <summary>What was acknowledged as durable.</summary>
    public IReadOnlyCollection<string> Durable => [.. _durable.Keys];

    /// <summary>Counts durable acknowledgements.</summary>
    public int Progress => Volatile.Read(ref _progress);

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using RawSocket socket = await RawSocket.SignInAsync(server(), token);
                await WriteAsync(socket, stop);
            }
            catch (Exception exception) when (exception is WebSocketException or HttpRequestException or OperationCanceledException or IOException or Xunit.Sdk.XunitException)
            {
                // The server is gone, is going, or has not got its database: what a client sees of it differs, and what it does about it does not.
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    private async Task WriteAsync(RawSocket socket, CancellationToken stop)
    {
        OpenedFrame opened = await socket.OpenAsync(page, version: _document.Version);
        _document.Apply(opened.Update.Span);
        Assert.True(VersionVector.TryDecode(opened.Version.Span, out VersionVector committed));
        var waiting = new Dictionary<long, string[]>();
        long batch = 0;
        waiting.Add(++batch, _document.Texts());
        await socket.SendAsync(new ChangesFrame(1, batch, _document.ExportSince(committed)));
        while (!stop.IsCancellationRequested)
        {
            for (int i = _random.Next(1, 8); i > 0; i--)
            {
                string text = $"{name} {_written++}";
                ReadOnlyMemory<byte> update = _document.Paragraph(text).Update;
                waiting.Add(++batch, [text]);
                await socket.SendAsync(new ChangesFrame(1, batch, update));
            }
            while (waiting.Count > 0)
            {
                Frame? frame = await socket.ReceiveAsync();
                if (frame is null or CloseFrame or ErrorFrame or RejectFrame) return;
                if (frame is not AckDurableFrame ack || !waiting.Remove(ack.Batch, out string[]? texts)) continue;
                foreach (string text in texts) _durable.TryAdd(text, 0);
                Interlocked.Increment(ref _progress);
            }
        }
    }
}
