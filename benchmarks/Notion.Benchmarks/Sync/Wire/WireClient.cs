using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MessagePack;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Benchmarks.Sync;

/// <summary>
/// One connection with one open page, as bytes on a socket: enough of HTTP, WebSocket and the protocol to carry a load and to see what comes back, without a document,
/// tasks or buffers of its own. Belongs to its loop's thread.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Close releases the socket, and so does whatever else ends the connection.")]
internal sealed class WireClient(EventLoop loop, ServerAddress server, Guid page, IWireListener listener)
{
    public const int Channel = 1;
    private const byte Binary = 0x82;
    private const byte Closing = 0x88;
    private const byte Pinging = 0x89;

    private static readonly PeerLimits Limits = SyncLimits.Client.Announce();
    private static readonly byte[] NothingKnown = VersionVector.Empty.Encode();

    private Socket? _socket;
    private int _handle;
    private Phase _phase;
    private byte[] _kept = [];
    private int _keptLength;
    private byte[]? _unsent;
    private string? _problem;

    private enum Phase
    {
        New,
        Upgrading,
        Greeting,
        Opening,
        Open,
        Closed,
    }

    public long BytesIn { get; private set; }

    public long FramesIn { get; private set; }

    public bool IsOpen => _phase == Phase.Open;

    public bool IsClosed => _phase == Phase.Closed;

    /// <summary>Opened, or failed to.</summary>
    public bool IsSettled => _phase >= Phase.Open;

    public void Connect()
    {
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            _socket.Connect(IPAddress.Loopback, server.Port);
        }
        catch (SocketException refused)
        {
            End(refused.Message);
            return;
        }
        _socket.Blocking = false;
        _handle = (int)_socket.Handle;
        loop.Add(_handle, this);
        _phase = Phase.Upgrading;
        Send(server.UpgradeRequest);
    }

    /// <summary>Puts bytes on the socket, or keeps what it does not take now.</summary>
    public void Send(byte[] bytes)
    {
        if (IsClosed) return;
        if (_unsent is not null)
        {
            _unsent = [.. _unsent, .. bytes];
            return;
        }
        int written = Epoll.Write(_handle, bytes);
        if (written == bytes.Length) return;
        if (written == -2)
        {
            End("The server has closed the connection.");
            return;
        }
        _unsent = bytes[Math.Max(0, written)..];
        loop.WatchWrites(_handle, true);
    }

    public void ContinueWriting()
    {
        if (_unsent is not { } bytes) return;
        int written = Epoll.Write(_handle, bytes);
        if (written == bytes.Length)
        {
            _unsent = null;
            loop.WatchWrites(_handle, false);
        }
        else if (written > 0)
        {
            _unsent = bytes[written..];
        }
    }

    public void ReadAll()
    {
        int count;
        do
        {
            count = IsClosed ? -1 : Epoll.Read(_handle, loop.Buffer);
            if (count > 0) Take(loop.Buffer, count);
            else if (count != -1) End(_problem ?? "The server has closed the connection.");
        }
        while (count == loop.Buffer.Length);
    }

    public void Close() => End(null);

    private void End(string? problem)
    {
        if (IsClosed) return;
        if (_handle != 0) loop.Remove(_handle);
        _phase = Phase.Closed;
        _socket!.Dispose();
        _kept = [];
        listener.Closed(problem);
    }

    /// <summary>Looks at what was read, behind what was kept of earlier reads.</summary>
    private void Take(byte[] bytes, int count)
    {
        BytesIn += count;
        if (_keptLength > 0)
        {
            Keep(bytes.AsSpan(0, count));
            (bytes, count) = (_kept, _keptLength);
        }
        int at = 0;
        int wanted = 0;
        while (!IsClosed && at < count)
        {
            int used = _phase == Phase.Upgrading ? TakeUpgrade(bytes.AsMemory(at, count - at)) : TakeMessage(bytes.AsMemory(at, count - at), out wanted);
            if (used == 0) break;
            at += used;
        }
        if (IsClosed) return;
        if (ReferenceEquals(bytes, _kept))
        {
            bytes.AsSpan(at, count - at).CopyTo(_kept);
            _keptLength = count - at;
            if (_keptLength == 0) _kept = [];
        }
        else if (at < count)
        {
            if (_kept.Length < wanted) _kept = new byte[wanted];
            Keep(bytes.AsSpan(at, count - at));
        }
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_kept.Length < _keptLength + bytes.Length) Array.Resize(ref _kept, Math.Max(_kept.Length * 2, _keptLength + bytes.Length));
        bytes.CopyTo(_kept.AsSpan(_keptLength));
        _keptLength += bytes.Length;
    }

    private int TakeUpgrade(ReadOnlyMemory<byte> bytes)
    {
        int end = bytes.Span.IndexOf("\r\n\r\n"u8);
        if (end < 0) return 0;
        if (!bytes.Span.StartsWith("HTTP/1.1 101"u8))
        {
            End(Encoding.UTF8.GetString(bytes.Span[..bytes.Span.IndexOf((byte)'\r')]));
            return 0;
        }
        _phase = Phase.Greeting;
        Send(server.Hello);
        return end + 4;
    }

    private int TakeMessage(ReadOnlyMemory<byte> bytes, out int wanted)
    {
        if (!WireFrame.TryRead(bytes.Span, out byte head, out int payloadAt, out wanted)) return 0;
        ReadOnlyMemory<byte> payload = bytes[payloadAt..wanted];
        FramesIn++;
        if (head == Binary) TakeFrame(payload);
        else if (head == Closing) End(_problem ?? (payload.Length > 2 ? Encoding.UTF8.GetString(payload.Span[2..]) : "The server has closed the connection."));
        else if (head == Pinging) Send(WireFrame.Encode(0x8a, payload.Span, 1));
        return wanted;
    }

    private void TakeFrame(ReadOnlyMemory<byte> payload)
    {
        if (_phase == Phase.Open)
        {
            var reader = new MessagePackReader(payload);
            reader.ReadArrayHeader();
            var type = (FrameType)reader.ReadInt32();
            if (type is FrameType.Changes or FrameType.AckReceived or FrameType.AckDurable)
            {
                reader.ReadInt32();
                long batch = reader.ReadInt64();
                if (type == FrameType.AckReceived) listener.AckReceived(batch);
                else if (type == FrameType.AckDurable) listener.AckDurable(batch);
                else listener.Changes(Bytes(ref reader, payload));
                return;
            }
        }
        if (FrameReader.TryRead(new ReadOnlySequence<byte>(payload), SyncLimits.Client, out Frame? frame, out string? problem) == FrameReadStatus.Invalid) End(problem);
        switch (frame)
        {
            case WelcomeFrame:
                _phase = Phase.Opening;
                Send(WireFrame.Encode(new OpenFrame(Channel, page, NothingKnown), 1));
                break;
            case OpenedFrame opened:
                _phase = Phase.Open;
                listener.Opened(opened);
                break;
            case PingFrame ping:
                Send(WireFrame.Encode(new PongFrame(ping.Number), 1));
                break;
            case RejectFrame reject:
                End($"Batch {reject.Batch} was rejected: {reject.Code}. {reject.Message}");
                break;
            case ErrorFrame error:
                End($"{error.Code}: {error.Message}");
                break;
            case CloseFrame close:
                _problem = $"{close.Code}: {close.Message}";
                break;
        }
    }

    private static ReadOnlyMemory<byte> Bytes(ref MessagePackReader reader, ReadOnlyMemory<byte> payload)
    {
        int length = checked((int)reader.ReadBytes()!.Value.Length);
        return payload.Slice((int)reader.Consumed - length, length);
    }
}
