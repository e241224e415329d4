using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Notion.Sync.Protocol;

/// <summary>Frames over any duplex pipe (a TCP stream, a named pipe, memory): each after its length, 4 bytes, big-endian.</summary>
public sealed class PipeTransport : ISyncTransport
{
    private const int PrefixBytes = 4;

    private readonly IDuplexPipe _pipe;
    private SequencePosition? _consumed;
    private bool _lost;

    /// <summary>Takes over a pipe; both its ends are completed with the transport.</summary>
    /// <param name="pipe">The pipe.</param>
    public PipeTransport(IDuplexPipe pipe)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        _pipe = pipe;
    }

    /// <inheritdoc/>
    public int MaxMessageBytes { get; set; } = SyncLimits.Untrusted.MaxHandshakeBytes;

    /// <inheritdoc/>
    public async ValueTask<ReadOnlySequence<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_consumed is { } consumed)
        {
            _consumed = null;
            _pipe.Input.AdvanceTo(consumed);
        }
        while (true)
        {
            ReadResult result;
            try
            {
                result = await _pipe.Input.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception broken) when (broken is IOException or InvalidOperationException)
            {
                return null;
            }
            ReadOnlySequence<byte> buffer = result.Buffer;
            if (result.IsCanceled)
            {
                _pipe.Input.AdvanceTo(buffer.Start);
                return null;
            }
            if (_lost)
            {
                _pipe.Input.AdvanceTo(buffer.End);
                if (result.IsCompleted) return null;
                continue;
            }
            if (TryTake(buffer, out ReadOnlySequence<byte> message))
            {
                _consumed = message.End;
                return message;
            }
            _pipe.Input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted) return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, bool more, CancellationToken cancellationToken)
    {
        FlushResult result;
        try
        {
            BinaryPrimitives.WriteInt32BigEndian(_pipe.Output.GetSpan(PrefixBytes), message.Length);
            _pipe.Output.Advance(PrefixBytes);
            _pipe.Output.Write(message.Span);
            if (more && _pipe.Output.CanGetUnflushedBytes && _pipe.Output.UnflushedBytes < 16 << 10) return;
            result = await _pipe.Output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidOperationException broken)
        {
            throw new IOException("The pipe is closed. Connect again.", broken);
        }
        if (result.IsCompleted || result.IsCanceled) throw new IOException("Nobody reads from the pipe any more. Connect again.");
    }

    /// <inheritdoc/>
    public ValueTask CloseAsync(SyncErrorCode code, string message, CancellationToken cancellationToken) => _pipe.Output.CompleteAsync();

    /// <inheritdoc/>
    public void Abort()
    {
        _pipe.Input.CancelPendingRead();
        _pipe.Output.CancelPendingFlush();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _pipe.Output.CompleteAsync().ConfigureAwait(false);
        await _pipe.Input.CompleteAsync().ConfigureAwait(false);
    }

    private bool TryTake(in ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (buffer.Length < PrefixBytes) return false;
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(prefix);
        if (length > (uint)MaxMessageBytes)
        {
            // There is no way to find the next message, so what follows is dropped until the pipe ends.
            _lost = true;
            _pipe.Input.AdvanceTo(buffer.End);
            throw new SyncException(SyncErrorCode.FrameTooLarge);
        }
        if (buffer.Length - PrefixBytes < length) return false;
        message = buffer.Slice(PrefixBytes, length);
        return true;
    }
}
