using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Notion.Sync.Protocol;

/// <summary>
/// The bounded queue between a session and its transport. Frames are encoded into one of two buffers while the other one is being sent, so in
/// steady state nothing is allocated per frame, and frames that come together leave together.
/// </summary>
/// <remarks>
/// Answers to open frames ("paced") do not count towards the limit: they can be larger than it, and whoever makes them waits for
/// <see cref="WaitForRoomAsync"/> first. Everything else counts, and a queue over its limit means a peer that does not read. Presence waits apart, with
/// a bound of its own, and leaves when nothing else is ready; large frames leave in fragments, between which the others go.
/// Safe from any thread; <see cref="RunAsync"/> is called once.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing to release, and frames may still be offered after the end.")]
internal sealed partial class OutgoingQueue(ISyncTransport transport, int maxBytes, TimeProvider time)
{
    private const int KeptCapacity = 64 << 10;

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _signal = new(0, 1);
    private Batch _filling = new();
    private Batch _sending = new();
    private long _countedBytes;
    private long _queuedBytes;
    private long _writeStarted;
    private bool _writing;
    private bool _complete;
    private TaskCompletionSource? _room;

    /// <summary>How frames may leave, once that is agreed. Until then they go as they are.</summary>
    public FrameWrapping? Wrapping { get; set; }

    /// <summary>How long the write that is under way has been standing still.</summary>
    public TimeSpan Stalled
    {
        get
        {
            lock (_gate) return _writing ? time.GetElapsedTime(_writeStarted) : TimeSpan.Zero;
        }
    }

    /// <summary>The bytes that wait, those being sent included, presence not.</summary>
    public long QueuedBytes
    {
        get
        {
            lock (_gate) return _queuedBytes;
        }
    }

    /// <summary>Queues a frame. False when the queue is over its limit: nothing was queued then.</summary>
    public bool TryEnqueue(Frame frame)
    {
        bool counts = frame is not OpenedFrame;
        lock (_gate)
        {
            if (_complete) return true;
            if (frame is PresenceFrame presence)
            {
                Put(presence);
            }
            else
            {
                if (frame is CloseFrame) _presence.Clear();
                else if (counts && _countedBytes > maxBytes) return false;
                int size = IsBulk(frame) ? AddBulk(frame, counts) : _filling.Add(frame, counts);
                _queuedBytes += size;
                if (counts) _countedBytes += size;
            }
        }
        Signal();
        return true;
    }

    /// <summary>Forgets what has not begun to be sent.</summary>
    public void Discard()
    {
        lock (_gate)
        {
            _queuedBytes -= _filling.Bytes;
            _countedBytes -= _filling.CountedBytes;
            _filling.Clear();
            _sending.Stop = true;
            DiscardBulk();
            _presence.Clear();
            _presenceBytes = 0;
        }
    }

    /// <summary>Nothing more will be queued: <see cref="RunAsync"/> ends when everything is sent.</summary>
    public void Complete()
    {
        lock (_gate) _complete = true;
        Signal();
    }

    /// <summary>Waits until half of the limit is free, or for the end.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_gate)
        {
            if (_complete || _queuedBytes <= maxBytes / 2) return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Sends until <see cref="Complete"/>, or until the transport breaks.</summary>
    /// <exception cref="IOException">The transport is broken.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _signal.WaitAsync(cancellationToken).ConfigureAwait(false);
                bool busy = true;
                while (busy)
                {
                    busy = Swap();
                    if (busy) await SendAsync(cancellationToken).ConfigureAwait(false);
                    else busy = TakePresence();
                    busy |= await SendPieceAsync(cancellationToken).ConfigureAwait(false);
                }
                lock (_gate)
                    if (_complete && _filling.Count == 0 && _bulk.Count == 0) return;
            }
        }
        finally
        {
            lock (_gate)
            {
                _complete = true;
                _room?.TrySetResult();
            }
        }
    }

    private bool Swap()
    {
        lock (_gate)
        {
            (_filling, _sending) = (_sending, _filling);
            return _sending.Count > 0;
        }
    }

    private async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < _sending.Count; i++)
        {
            ReadOnlyMemory<byte> message = _sending.Message(i);
            if (message.Length >= FrameWrapping.ShortestDeflated && Wrapping?.TryDeflate(message) is { } deflated) message = deflated;
            lock (_gate)
            {
                if (_sending.Stop) break;
                BeginWrite();
            }
            await transport.SendAsync(message, i + 1 < _sending.Count, cancellationToken).ConfigureAwait(false);
            lock (_gate)
            {
                _writing = false;
                Sent(_sending.Size(i), _sending.Counts(i) ? _sending.Size(i) : 0);
                _sending.Done(i);
            }
        }
        lock (_gate)
        {
            Sent(_sending.Bytes, _sending.CountedBytes);
            _sending.Clear();
        }
    }

    private void BeginWrite()
    {
        _writing = true;
        _writeStarted = time.GetTimestamp();
    }

    private void Sent(int bytes, int counted)
    {
        _queuedBytes -= bytes;
        _countedBytes -= counted;
        if (_room is null || _queuedBytes > maxBytes / 2) return;
        _room.TrySetResult();
        _room = null;
    }

    private void Signal()
    {
        lock (_gate)
            if (_signal.CurrentCount == 0) _signal.Release();
    }

    /// <summary>Encoded frames, one behind the other.</summary>
    private sealed class Batch
    {
        private readonly List<(int Start, int Size, bool Counts)> _messages = [];
        private ArrayBufferWriter<byte> _buffer = new();

        public int Count => _messages.Count;

        public int Bytes { get; private set; }

        public int CountedBytes { get; private set; }

        /// <summary>Set to send no further message of this batch.</summary>
        public bool Stop { get; set; }

        public int Add(Frame frame, bool counts)
        {
            int start = _buffer.WrittenCount;
            FrameWriter.Write(frame, _buffer);
            int size = _buffer.WrittenCount - start;
            _messages.Add((start, size, counts));
            Bytes += size;
            if (counts) CountedBytes += size;
            return size;
        }

        public ReadOnlyMemory<byte> Message(int index) => _buffer.WrittenMemory.Slice(_messages[index].Start, _messages[index].Size);

        public int Size(int index) => _messages[index].Size;

        public bool Counts(int index) => _messages[index].Counts;

        public void Done(int index)
        {
            Bytes -= _messages[index].Size;
            if (_messages[index].Counts) CountedBytes -= _messages[index].Size;
        }

        public void Clear()
        {
            _messages.Clear();
            if (_buffer.Capacity > KeptCapacity) _buffer = new ArrayBufferWriter<byte>();
            else _buffer.ResetWrittenCount();
            Bytes = CountedBytes = 0;
            Stop = false;
        }
    }
}
