using System.Buffers;
using System.Net.WebSockets;
using System.Text;

namespace Notion.Sync.Protocol;

/// <summary>One frame per binary WebSocket message. Works over the server's, the client's and the browser's WebSocket.</summary>
/// <remarks>An idle connection holds a receive buffer of half a kilobyte; larger ones are rented for as long as a large message needs them.</remarks>
public sealed class WebSocketTransport : ISyncTransport
{
    private const int IdleBufferBytes = 512;
    private const int MaxReasonBytes = 123;

    private readonly WebSocket _socket;
    private readonly CancellationTokenSource _aborted = new();
    private readonly byte[] _idleBuffer = new byte[IdleBufferBytes];
    private byte[] _buffer;

    /// <summary>Takes over an open WebSocket.</summary>
    /// <param name="socket">The socket; disposed with the transport.</param>
    public WebSocketTransport(WebSocket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _socket = socket;
        _buffer = _idleBuffer;
    }

    /// <summary>Connects a client, in a process or in the browser.</summary>
    /// <param name="address">A <c>ws</c> or <c>wss</c> address.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="WebSocketException">The connection could not be made.</exception>
    public static async ValueTask<ISyncTransport> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            return new WebSocketTransport(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int MaxMessageBytes { get; set; } = SyncLimits.Untrusted.MaxHandshakeBytes;

    /// <inheritdoc/>
    public async ValueTask<ReadOnlySequence<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        ReturnBuffer();
        // Not every stream under a socket ends its reads when the socket is aborted.
        CancellationToken end = cancellationToken.CanBeCanceled ? cancellationToken : _aborted.Token;
        int length = 0;
        while (true)
        {
            if (length == _buffer.Length) Grow(length);
            ValueWebSocketReceiveResult part;
            try
            {
                part = await _socket.ReceiveAsync(_buffer.AsMemory(length), end).ConfigureAwait(false);
            }
            catch (Exception broken) when (IsBroken(broken, cancellationToken))
            {
                return null;
            }
            if (part.MessageType == WebSocketMessageType.Close) return null;
            if (part.MessageType == WebSocketMessageType.Text)
                throw new SyncException(SyncErrorCode.MalformedFrame, "A text message came where frames are binary. Send binary WebSocket messages.");
            length += part.Count;
            if (length > MaxMessageBytes) throw new SyncException(SyncErrorCode.FrameTooLarge);
            if (part.EndOfMessage) return new ReadOnlySequence<byte>(_buffer, 0, length);
        }
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, bool more, CancellationToken cancellationToken)
    {
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (IsBroken(broken, cancellationToken))
        {
            throw new IOException("The WebSocket is closed. Connect again.", broken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask CloseAsync(SyncErrorCode code, string message, CancellationToken cancellationToken)
    {
        if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        try
        {
            await _socket.CloseOutputAsync((WebSocketCloseStatus)SyncErrors.ToWebSocketStatus(code), Shorten(message), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (IsBroken(broken, cancellationToken))
        {
            _socket.Abort();
        }
    }

    /// <inheritdoc/>
    public void Abort()
    {
        _socket.Abort();
        _aborted.Cancel();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        ReturnBuffer();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>What a socket throws when its other end is gone or it was aborted, as against a cancelled call or a bug.</summary>
    private static bool IsBroken(Exception error, CancellationToken cancellationToken) =>
        error is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException
        || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>As much of a sentence as fits into a close frame, in whole characters.</summary>
    internal static int WriteReason(string reason, Span<byte> target)
    {
        Encoding.UTF8.GetEncoder().Convert(reason, target[..MaxReasonBytes], flush: false, out _, out int used, out _);
        return used;
    }

    private static string Shorten(string reason)
    {
        Span<byte> bytes = stackalloc byte[MaxReasonBytes];
        return Encoding.UTF8.GetString(bytes[..WriteReason(reason, bytes)]);
    }

    private void Grow(int length)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(Math.Max(length * 2, 4096), Math.Max(MaxMessageBytes, length) + 1));
        _buffer.AsSpan(0, length).CopyTo(larger);
        ReturnBuffer();
        _buffer = larger;
    }

    private void ReturnBuffer()
    {
        if (!ReferenceEquals(_buffer, _idleBuffer)) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = _idleBuffer;
    }
}
