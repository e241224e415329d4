using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Notion.Sync.Protocol;

/// <summary>
/// The server's end of a WebSocket (RFC 6455) over a duplex pipe, after the upgrade: one frame of this protocol per binary message.
/// </summary>
/// <remarks>
/// <para>Does what the framework's WebSocket does for this protocol, for less: an idle connection holds no buffer and no timer, frames that leave together are
/// flushed together, and a message is unmasked where it is copied to. No extensions are negotiated.</para>
/// <para>Trusts nothing: memory is taken for what has come and not for what a length announces; what breaks the rules of RFC 6455 ends the connection as <see cref="SyncErrorCode.MalformedFrame"/>.
/// After a message that is refused the rest of it is dropped, so that the peer's goodbye is still seen; after broken framing everything is.</para>
/// </remarks>
public sealed class WebSocketPipeTransport : ISyncTransport
{
    private const byte Final = 0x80;
    private const byte Masked = 0x80;
    private const byte ReservedBits = 0x70;
    private const int MaxControlBytes = 125;
    private const int MaxHeaderBytes = 14;
    private const int FirstBufferBytes = 4096;

    /// <summary>So much may wait for a message that follows at once.</summary>
    private const int MaxUnflushedBytes = 16 << 10;

    private readonly IDuplexPipe _pipe;
    private readonly Action _abort;
    private readonly Lock _gate = new();

    // What is being received.
    private byte[]? _buffer;
    private int _length;
    private long _left;
    private uint _key;
    private bool _inFrame;
    private bool _inMessage;
    private bool _isLast;
    private bool _drops;
    private bool _isLost;
    private bool _hasEnded;

    // What is being sent. One writes at a time: the sender, or whoever answers a ping while the sender does not write.
    private byte[]? _pong;
    private bool _isWriting;
    private bool _saidGoodbye;
    private Task _answering = Task.CompletedTask;

    /// <summary>Takes over a pipe on which the upgrade to a WebSocket is done.</summary>
    /// <param name="pipe">The pipe; not completed by the transport.</param>
    /// <param name="abort">Breaks the connection under the pipe at once.</param>
    public WebSocketPipeTransport(IDuplexPipe pipe, Action abort)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        ArgumentNullException.ThrowIfNull(abort);
        _pipe = pipe;
        _abort = abort;
    }

    private enum Kind
    {
        Continuation = 0,
        Text = 1,
        Binary = 2,
        Close = 8,
        Ping = 9,
        Pong = 10,
    }

    /// <inheritdoc/>
    public int MaxMessageBytes { get; set; } = SyncLimits.Untrusted.MaxHandshakeBytes;

    /// <inheritdoc/>
    public async ValueTask<ReadOnlySequence<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        Forget();
        while (!_hasEnded)
        {
            ReadResult result;
            try
            {
                result = await _pipe.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception broken) when (IsBroken(broken, cancellationToken))
            {
                return null;
            }
            if (result.IsCanceled)
            {
                _pipe.Input.AdvanceTo(result.Buffer.Start);
                return null;
            }
            if (TryTake(result.Buffer)) return new ReadOnlySequence<byte>(_buffer ?? [], 0, _length);
            if (result.IsCompleted) return null;
        }
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, bool more, CancellationToken cancellationToken)
    {
        if (!TryBeginWriting(out Task answering)) await WaitForWritingAsync(answering).ConfigureAwait(false);
        try
        {
            Write(Kind.Binary, message.Span);
            if (more && _pipe.Output.CanGetUnflushedBytes && _pipe.Output.UnflushedBytes < MaxUnflushedBytes) return;
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate) _isWriting = false;
            AnswerPing();
        }
    }

    /// <inheritdoc/>
    public async ValueTask CloseAsync(SyncErrorCode code, string message, CancellationToken cancellationToken)
    {
        if (!TryBeginWriting(out Task answering)) await WaitForWritingAsync(answering).ConfigureAwait(false);
        if (_saidGoodbye) return;
        _saidGoodbye = true;
        byte[] payload = new byte[MaxControlBytes];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)SyncErrors.ToWebSocketStatus(code));
        int length = 2 + WebSocketTransport.WriteReason(message, payload.AsSpan(2));
        try
        {
            Write(Kind.Close, payload.AsSpan(0, length));
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            Abort();
        }
    }

    /// <inheritdoc/>
    public void Abort()
    {
        _abort();
        _pipe.Input.CancelPendingRead();
        _pipe.Output.CancelPendingFlush();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Forget();
        return ValueTask.CompletedTask;
    }

    /// <summary>What a pipe throws when its other end is gone or it was aborted, as against a cancelled call or a bug.</summary>
    private static bool IsBroken(Exception error, CancellationToken cancellationToken) =>
        error is IOException or InvalidOperationException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>Looks at what has come, as far as the end of a message.</summary>
    private bool TryTake(in ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        bool wantsMore = false;
        try
        {
            while (!_hasEnded)
            {
                if (_isLost) reader.AdvanceToEnd();
                wantsMore = !_inFrame && !TryBeginFrame(ref reader);
                if (wantsMore) return false;
                if (!_inFrame) continue;                // it was a control frame
                TakePayload(ref reader);
                wantsMore = _left > 0;
                if (wantsMore) return false;
                _inFrame = false;
                if (!_isLast) continue;
                bool dropped = _drops;
                _inMessage = _drops = false;
                if (!dropped) return true;
            }
            return false;
        }
        finally
        {
            _pipe.Input.AdvanceTo(reader.Position, wantsMore ? buffer.End : reader.Position);
        }
    }

    /// <summary>Reads a frame's head, and all of it where it is a control frame. False when not enough has come.</summary>
    private bool TryBeginFrame(ref SequenceReader<byte> reader)
    {
        Span<byte> head = stackalloc byte[MaxHeaderBytes];
        head = head[..(int)Math.Min(MaxHeaderBytes, reader.Remaining)];
        reader.TryCopyTo(head);
        if (head.Length < 2) return false;
        var kind = (Kind)(head[0] & 0x0f);
        bool isControl = kind >= Kind.Close, isLast = (head[0] & Final) != 0;
        if ((head[0] & ReservedBits) != 0 || (head[1] & Masked) == 0 || kind is > Kind.Binary and < Kind.Close or > Kind.Pong || (isControl && !isLast))
            throw Lost("A WebSocket frame has a head that a client must not send.");
        int lengthBytes = (head[1] & 0x7f) switch { 126 => 2, 127 => 8, _ => 0 };
        int size = 2 + lengthBytes + sizeof(uint);
        if (head.Length < size) return false;
        ulong length = lengthBytes switch { 0 => (ulong)(head[1] & 0x7f), 2 => BinaryPrimitives.ReadUInt16BigEndian(head[2..]), _ => BinaryPrimitives.ReadUInt64BigEndian(head[2..]) };
        uint key = MemoryMarshal.Read<uint>(head[(size - sizeof(uint))..]);
        if (isControl) return TryTakeControl(kind, (long)length, key, size, ref reader);
        if (length > long.MaxValue || _inMessage == (kind != Kind.Continuation)) throw Lost("WebSocket frames do not make up messages.");
        reader.Advance(size);
        (_inFrame, _inMessage, _isLast, _left, _key) = (true, true, isLast, (long)length, key);
        if (kind == Kind.Text) throw Dropped(SyncErrorCode.MalformedFrame, "A text message came where frames are binary. Send binary WebSocket messages.");
        if (!_drops && _length + _left > MaxMessageBytes) throw Dropped(SyncErrorCode.FrameTooLarge, SyncErrors.Describe(SyncErrorCode.FrameTooLarge));
        return true;
    }

    private bool TryTakeControl(Kind kind, long length, uint key, int size, ref SequenceReader<byte> reader)
    {
        if (length is < 0 or > MaxControlBytes) throw Lost("A WebSocket control frame is too long.");
        if (reader.Remaining < size + length) return false;
        reader.Advance(size);
        byte[] payload = new byte[length];
        reader.TryCopyTo(payload);
        reader.Advance(length);
        _hasEnded |= kind == Kind.Close;
        if (kind != Kind.Ping) return true;
        Unmask(payload, key);
        lock (_gate) _pong = payload;
        AnswerPing();
        return true;
    }

    private void TakePayload(ref SequenceReader<byte> reader)
    {
        int count = (int)Math.Min(_left, reader.Remaining);
        if (!_drops && count > 0)
        {
            Reserve(_length + count);
            Span<byte> target = _buffer.AsSpan(_length, count);
            reader.TryCopyTo(target);
            Unmask(target, _key);
            _length += count;
        }
        reader.Advance(count);
        _left -= count;
        int turn = 8 * (count & 3);
        _key = BitConverter.IsLittleEndian ? BitOperations.RotateRight(_key, turn) : BitOperations.RotateLeft(_key, turn);
    }

    /// <param name="bytes">The bytes.</param>
    /// <param name="key">The four bytes of the mask, as they stand in memory, the first for the first byte.</param>
    private static void Unmask(Span<byte> bytes, uint key)
    {
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        ulong wide = key | ((ulong)key << 32);
        foreach (ref ulong word in words) word ^= wide;
        Span<byte> mask = stackalloc byte[sizeof(uint)];
        MemoryMarshal.Write(mask, key);
        for (int i = words.Length * sizeof(ulong); i < bytes.Length; i++) bytes[i] ^= mask[i & 3];
    }

    private void Reserve(int size)
    {
        if (_buffer is { } enough && enough.Length >= size) return;
        bool isWhole = _left <= size - _length && _isLast;
        byte[] larger = ArrayPool<byte>.Shared.Rent(isWhole ? size : Math.Max(FirstBufferBytes, 2 * size));
        if (_buffer is { } before)
        {
            before.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(before);
        }
        _buffer = larger;
    }

    private void Forget()
    {
        if (_inMessage) return;                         // a call that was cancelled in the middle of a message
        if (_buffer is not null) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        _length = 0;
    }

    private SyncException Dropped(SyncErrorCode code, string message)
    {
        _drops = true;
        if (_buffer is not null) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
        _length = 0;
        return new SyncException(code, message);
    }

    private SyncException Lost(string problem)
    {
        _isLost = true;
        return new SyncException(SyncErrorCode.MalformedFrame, $"{problem} {SyncErrors.Describe(SyncErrorCode.MalformedFrame)}");
    }

    private bool TryBeginWriting(out Task answering)
    {
        lock (_gate)
        {
            answering = _answering;
            if (_isWriting) return false;
            return _isWriting = true;
        }
    }

    private async ValueTask WaitForWritingAsync(Task answering)
    {
        do await answering.ConfigureAwait(false);
        while (!TryBeginWriting(out answering));
    }

    /// <summary>Answers the newest ping, unless somebody writes: then whoever does answers it afterwards.</summary>
    private void AnswerPing()
    {
        lock (_gate)
        {
            if (_pong is null || _isWriting || _saidGoodbye) return;
            _isWriting = true;
            _answering = AnswerAsync();
        }
    }

    private async Task AnswerAsync()
    {
        // Not under the caller's lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (TryTakePong(out byte[]? pong))
            {
                Write(Kind.Pong, pong);
                await FlushAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            // The connection is broken, which whoever receives or sends next is told.
            lock (_gate) _isWriting = false;
        }
    }

    private bool TryTakePong([NotNullWhen(true)] out byte[]? pong)
    {
        lock (_gate)
        {
            (pong, _pong) = (_pong, null);
            _isWriting = pong is not null;
            return _isWriting;
        }
    }

    private void Write(Kind kind, ReadOnlySpan<byte> payload)
    {
        try
        {
            Span<byte> head = _pipe.Output.GetSpan(MaxHeaderBytes);
            head[0] = (byte)(Final | (byte)kind);
            int size = 2;
            if (payload.Length <= MaxControlBytes)
            {
                head[1] = (byte)payload.Length;
            }
            else if (payload.Length <= ushort.MaxValue)
            {
                head[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)payload.Length);
                size = 4;
            }
            else
            {
                head[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(head[2..], (ulong)payload.Length);
                size = 10;
            }
            _pipe.Output.Advance(size);
            _pipe.Output.Write(payload);
        }
        catch (InvalidOperationException broken)
        {
            throw Broken(broken);
        }
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            FlushResult result = await _pipe.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (result.IsCompleted || result.IsCanceled) throw new IOException("Nobody reads from the WebSocket any more. Connect again.");
        }
        catch (InvalidOperationException broken)
        {
            throw Broken(broken);
        }
    }

    private static IOException Broken(Exception error) => new("The WebSocket is closed. Connect again.", error);
}
