using System.Buffers;
using System.Net.WebSockets;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Running;

/// <summary>A socket without a client's good manners: sends whatever it is told to.</summary>
internal sealed class RawSocket : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket;
    private readonly byte[] _buffer = new byte[1 << 20];

    private RawSocket(ClientWebSocket socket) => _socket = socket;

    public static async Task<RawSocket> ConnectAsync(Uri server, Action<ClientWebSocketOptions>? configure = null)
    {
        var socket = new ClientWebSocket();
        configure?.Invoke(socket.Options);
        await socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = "/sync" }.Uri, CancellationToken.None);
        return new RawSocket(socket);
    }

    /// <summary>Connects and says hello.</summary>
    public static async Task<RawSocket> SignInAsync(Uri server, string token, params string[] capabilities)
    {
        RawSocket socket = await ConnectAsync(server);
        await socket.SendAsync(Hello(token) with { Capabilities = capabilities });
        await socket.ReceiveAsync<WelcomeFrame>();
        return socket;
    }

    public static HelloFrame Hello(string token) => new(ProtocolVersion.Min, ProtocolVersion.Max, [], SyncLimits.Client.Announce(), "test", token, 0);

    public Task SendAsync(Frame frame) => SendBytesAsync(FrameWriter.ToArray(frame));

    public Task SendBytesAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type = WebSocketMessageType.Binary) =>
        _socket.SendAsync(bytes, type, true, CancellationToken.None).AsTask();

    public async Task<OpenedFrame> OpenAsync(Guid page, int channel = 1, VersionVector? version = null)
    {
        await SendAsync(new OpenFrame(channel, page, (version ?? VersionVector.Empty).Encode()));
        return await ReceiveAsync<OpenedFrame>();
    }

    /// <summary>The next frame of the type; frames of other types are passed over.</summary>
    public async Task<T> ReceiveAsync<T>(TimeSpan? patience = null)
        where T : Frame
    {
        while (true)
        {
            Frame? frame = await ReceiveAsync(patience);
            if (frame is T wanted) return wanted;
            Assert.False(frame is null or CloseFrame, $"Waited for a {typeof(T).Name}, got {frame?.ToString() ?? "the end"}.");
        }
    }

    /// <summary>Sends the changes and waits for their durable acknowledgement.</summary>
    public async Task WriteDurablyAsync(long batch, ReadOnlyMemory<byte> update, int channel = 1)
    {
        await SendAsync(new ChangesFrame(channel, batch, update));
        AckDurableFrame ack;
        do ack = await ReceiveAsync<AckDurableFrame>();
        while (ack.Batch != batch);
    }

    /// <summary>Reads to the end and returns the close code, as the close frame and the WebSocket's status say it alike.</summary>
    public async Task<(SyncErrorCode Code, string Message)> ReceiveCloseAsync()
    {
        CloseFrame? close = null;
        while (await ReceiveAsync() is { } frame) close = frame as CloseFrame ?? close;
        Assert.NotNull(close);
        Assert.Equal(SyncErrors.ToWebSocketStatus(close.Code), (int)_socket.CloseStatus!.Value);
        return (close.Code, close.Message);
    }

    /// <summary>Any next frame; null at the end of the connection.</summary>
    public async Task<Frame?> ReceiveAsync(TimeSpan? patience = null)
    {
        using var timeout = new CancellationTokenSource(patience ?? Patience);
        int length = 0;
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(_buffer.AsMemory(length), timeout.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);
                return null;
            }
            length += part.Count;
        }
        while (!part.EndOfMessage);
        FrameReadStatus status = FrameReader.TryRead(new ReadOnlySequence<byte>(_buffer, 0, length), SyncLimits.Client, out Frame? frame, out string? problem);
        Assert.True(status == FrameReadStatus.Frame, problem);
        return frame;
    }

    public void Dispose() => _socket.Dispose();
}
