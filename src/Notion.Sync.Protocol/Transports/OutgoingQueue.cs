namespace Notion.Sync.Protocol;

/// <summary>
/// The bounded queue between a session and its transport. Frames are encoded into one of two batches while the other one is being sent, so that
/// frames that come together leave together. Nobody waits for frames: the first one has the thread's <see cref="SendTurn"/> send, or the thread pool, and what comes meanwhile goes along.
/// </summary>
/// <remarks>
/// Answers to open frames ("paced") do not count towards the limit: they can be larger than it, and whoever makes them waits for
/// <see cref="WaitForRoomAsync"/> first. Everything else counts, and a queue over its limit means a peer that does not read. Presence waits apart, with
/// a bound of its own, and leaves when nothing else is ready; large frames leave in fragments, between which the others go.
/// A queue in which nothing waits holds no buffers. Safe from any thread; <see cref="RunAsync"/> is called once.
/// </remarks>
internal sealed partial class OutgoingQueue(ISyncTransport transport, int maxBytes, TimeProvider time) : IThreadPoolWorkItem
{
    private readonly Lock _gate = new();
    private OutgoingBatch? _filling;
    private OutgoingBatch? _sending;
    private long _countedBytes;
    private long _queuedBytes;
    private long _writeStarted;
    private bool _writing;
    private bool _complete;
    private bool _isRunning;
    private Action? _broken;
    private TaskCompletionSource? _done;
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

    private bool HasBulk => _bulk is { Count: > 0 };

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
                if (frame is CloseFrame) _presence = null;
                else if (counts && _countedBytes > maxBytes) return false;
                int size = IsBulk(frame) ? AddBulk(frame, counts) : Filling.Add(frame, counts);
                _queuedBytes += size;
                if (counts) _countedBytes += size;
            }
            Start();
        }
        return true;
    }

    /// <summary>Queues a <see cref="ChangesFrame"/> that nobody has made, as <see cref="TryEnqueue"/> does.</summary>
    public bool TryEnqueueChanges(int channel, long number, ReadOnlyMemory<byte> update)
    {
        lock (_gate)
        {
            if (HasBulk || update.Length > (Wrapping?.MaxMessageBytes ?? 0)) return TryEnqueue(new ChangesFrame(channel, number, update));
            if (_complete) return true;
            if (_countedBytes > maxBytes) return false;
            int size = Filling.AddChanges(channel, number, update.Span);
            _queuedBytes += size;
            _countedBytes += size;
            Start();
        }
        return true;
    }

    /// <summary>Forgets what has not begun to be sent.</summary>
    public void Discard()
    {
        lock (_gate)
        {
            if (_filling is { } filling)
            {
                _queuedBytes -= filling.Bytes;
                _countedBytes -= filling.CountedBytes;
                OutgoingBatch.Return(filling);
                _filling = null;
            }
            if (_sending is not null) _sending.Stop = true;
            DiscardBulk();
            _presence = null;
            _presenceBytes = 0;
        }
    }

    /// <summary>Nothing more will be queued: <see cref="RunAsync"/> ends when everything is sent.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _complete = true;
            Start();
        }
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

    /// <summary>Sends until <see cref="Complete"/>, or until the transport breaks: neither is a failure.</summary>
    /// <param name="broken">Called when the transport breaks.</param>
    public Task RunAsync(Action broken)
    {
        lock (_gate)
        {
            _broken = broken;
            _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Start();
            return _done.Task;
        }
    }

    void IThreadPoolWorkItem.Execute() => Send();

    /// <summary>Sends what there is; once for each time that <see cref="Start"/> asked for it.</summary>
    internal void Send() => _ = SendAllAsync();

    private OutgoingBatch Filling => _filling ??= OutgoingBatch.Rent();

    /// <summary>Has somebody send, unless somebody does. Under the lock.</summary>
    private void Start()
    {
        if (_isRunning || _done is null) return;
        _isRunning = true;
        if (!SendTurn.TryAdd(this)) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private async Task SendAllAsync()
    {
        try
        {
            do
            {
                if (Swap()) await SendAsync().ConfigureAwait(false);
                else TakePresence();
                await SendPieceAsync().ConfigureAwait(false);
            }
            while (!TryStop());
        }
        catch (Exception broken)
        {
            lock (_gate)
            {
                _complete = true;
                _room?.TrySetResult();
                // It stays running, so that nobody sends any more.
                if (broken is IOException) _done!.TrySetResult();
                else _done!.TrySetException(broken);
            }
            _broken!();
        }
    }

    /// <summary>Ends the sending where nothing is left, and with it the queue where it is complete.</summary>
    private bool TryStop()
    {
        lock (_gate)
        {
            if (_filling is not null || _presence is not null || HasBulk) return false;
            _isRunning = false;
            if (!_complete) return true;
            _room?.TrySetResult();
            _done!.TrySetResult();
            return true;
        }
    }

    private bool Swap()
    {
        lock (_gate)
        {
            (_filling, _sending) = (null, _filling);
            return _sending is not null;
        }
    }

    private async ValueTask SendAsync()
    {
        OutgoingBatch batch = _sending!;
        for (int i = 0; i < batch.Count; i++)
        {
            ReadOnlyMemory<byte> message = batch.Message(i);
            if (message.Length >= FrameWrapping.ShortestDeflated && Wrapping?.TryDeflate(message) is { } deflated) message = deflated;
            lock (_gate)
            {
                if (batch.Stop) break;
                BeginWrite();
            }
            await transport.SendAsync(message, i + 1 < batch.Count, CancellationToken.None).ConfigureAwait(false);
            lock (_gate)
            {
                _writing = false;
                Sent(batch.Size(i), batch.Counts(i) ? batch.Size(i) : 0);
                batch.Done(i);
            }
        }
        lock (_gate)
        {
            Sent(batch.Bytes, batch.CountedBytes);
            _sending = null;
        }
        OutgoingBatch.Return(batch);
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
}
