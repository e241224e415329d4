using System.Buffers;
using System.Net.WebSockets;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Benchmarks.Sync;

/// <summary>One connection with as many open pages as one likes, for runs in which little is under way at a time. Tells every frame that comes, on a thread of the pool, one at a time.</summary>
internal sealed class FrameSocket : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly Action<Frame> _hear;
    private readonly TaskCompletionSource _welcomed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _buffer = new byte[64 << 10];
    private Task _reading = Task.CompletedTask;

    private FrameSocket(Action<Frame> hear) => _hear = hear;

    /// <param name="hear">Is told of every frame after the welcome.</param>
    public static async Task<FrameSocket> ConnectAsync(int port, string token, Action<Frame> hear)
    {
        var socket = new FrameSocket(hear);
        await socket._socket.ConnectAsync(new Uri($"ws://127.0.0.1:{port}/sync"), CancellationToken.None);
        socket._reading = socket.ReadAsync();
        await socket.SendAsync(new HelloFrame(ProtocolVersion.Min, ProtocolVersion.Max, [], SyncLimits.Client.Announce(), "Notion.Benchmarks", token, 0));
        await socket._welcomed.Task.WaitAsync(Patience);
        return socket;
    }

    public Task SendAsync(Frame frame) => _socket.SendAsync(FrameWriter.ToArray(frame), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);

    public Task OpenAsync(int channel, Guid page, Guid? createIn = null) => SendAsync(new OpenFrame(channel, page, VersionVector.Empty.Encode()) { CreateIn = createIn });

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                int length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    if (length == _buffer.Length) Array.Resize(ref _buffer, 2 * length);
                    part = await _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
                    if (part.MessageType == WebSocketMessageType.Close) return;
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                if (FrameReader.TryRead(new ReadOnlySequence<byte>(_buffer, 0, length), SyncLimits.Client, out Frame? frame, out string? problem) != FrameReadStatus.Frame) throw new IOException(problem);
                if (frame is PingFrame ping) await SendAsync(new PongFrame(ping.Number));
                else if (frame is WelcomeFrame) _welcomed.TrySetResult();
                else _hear(frame!);
            }
        }
        catch (Exception end) when (end is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            // Whoever waits for something notices that it does not come.
            _welcomed.TrySetException(end);
        }
    }
}
