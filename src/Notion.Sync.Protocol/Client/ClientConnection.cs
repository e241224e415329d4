using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>Runs one <see cref="ClientSession"/> over one transport. Events are handled one after the other, and the next message is read when they are done.</summary>
[SuppressMessage("Design", "CA1001", Justification = "RunAsync ends what it holds; pages may still offer frames afterwards.")]
internal sealed class ClientConnection
{
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestTick = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly ISyncTransport _transport;
    private readonly SyncLimits _limits;
    private readonly Func<CancellationToken, ValueTask<string>> _token;
    private readonly TimeProvider _time;
    private readonly ClientSession _session;
    private readonly OutgoingQueue _outgoing;
    private readonly Dictionary<int, SyncedDocument> _pages = [];
    private readonly Dictionary<SyncedDocument, int> _channels = [];
    private readonly Queue<SyncedDocument> _waiting = new();
    private readonly long _started;
    private readonly CancellationTokenSource _ended = new();
    private Task _sending = Task.CompletedTask;
    private Task _receiving = Task.CompletedTask;
    private Task? _finishing;
    private ITimer? _timer;
    private TaskCompletionSource<DigestResult>? _comparing;

    public ClientConnection(ISyncTransport transport, SyncClientOptions options, string token)
    {
        _transport = transport;
        _token = options.Token;
        _limits = options.Limits;
        _time = options.TimeProvider;
        _started = _time.GetTimestamp();
        _session = new ClientSession(token, options.ClientName, default, options.Limits, TimeSpan.Zero);

        // What waits here is bounded by the server's window and, for presence, below.
        _outgoing = new OutgoingQueue(transport, int.MaxValue, _time);
    }

    public SyncErrorCode? CloseCode => _session.CloseCode;

    public string? CloseMessage => _session.CloseMessage;

    /// <summary>Told why no fresh token could be had; it is asked for again.</summary>
    public Action<Exception>? TokenFailed { get; init; }

    private TimeSpan Now => _time.GetElapsedTime(_started);

    /// <summary>Lets a page say what it has to say.</summary>
    /// <returns>False when the server's window is full: the page waits for its turn.</returns>
    public bool Exchange(SyncedDocument page, PageReplica replica)
    {
        lock (_gate)
        {
            bool isFull = replica.Exchange(_session);
            int channel = _channels.GetValueOrDefault(page);
            if (channel != replica.Channel)
            {
                _pages.Remove(channel);
                if (replica.Channel != 0) _pages[replica.Channel] = page;
                _channels[page] = replica.Channel;
            }
            if (isFull && !_waiting.Contains(page)) _waiting.Enqueue(page);
            Drain();
            return !isFull;
        }
    }

    /// <summary>The page whose turn it is to send, since the server's window may have room again.</summary>
    public bool TryTakeWaiting([NotNullWhen(true)] out SyncedDocument? page)
    {
        lock (_gate) return _waiting.TryDequeue(out page);
    }

    /// <summary>The page that was opened on the channel; null when it has been closed since.</summary>
    public SyncedDocument? Find(int channel)
    {
        lock (_gate) return _pages.GetValueOrDefault(channel);
    }

    public bool TrySendPresence(int channel, ReadOnlyMemory<byte> payload)
    {
        lock (_gate)
        {
            if (_outgoing.QueuedBytes > _limits.MaxQueuedBytes) return false;
            bool sent = _session.TrySendPresence(channel, payload);
            Drain();
            return sent;
        }
    }

    /// <summary>Asks which of many pages differ.</summary>
    public Task<DigestResult> CompareAsync(Guid scope, IEnumerable<PageDigest> pages)
    {
        lock (_gate)
        {
            _session.Compare(scope, pages);
            _comparing = new TaskCompletionSource<DigestResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            Drain();
            return _comparing.Task;
        }
    }

    /// <summary>Says goodbye after a while, if nobody has by then.</summary>
    public async Task LeaveAsync(TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, _time, _ended.Token).ConfigureAwait(false);
            Close(SyncErrorCode.None);
        }
        catch (Exception over) when (over is OperationCanceledException or ObjectDisposedException)
        {
            // The connection ended first.
        }
    }

    public void Close(SyncErrorCode code, string? message = null)
    {
        lock (_gate)
        {
            _session.Close(code, message);
            Drain();
        }
    }

    /// <summary>Runs until the connection ends, whoever ends it. Throws only what <paramref name="handle"/> throws.</summary>
    public async Task RunAsync(Func<ClientEvent, ValueTask> handle, CancellationToken stop)
    {
        await using ConfiguredAsyncDisposable transport = _transport.ConfigureAwait(false);
        _sending = _outgoing.RunAsync(() => Close(SyncErrorCode.None, "The connection broke."));
        lock (_gate) Drain();
        await using (_timer = _time.CreateTimer(_ => Tick(), null, LongestTick, LongestTick))
        await using (stop.UnsafeRegister(static self => ((ClientConnection)self!).Close(SyncErrorCode.None), this))
        {
            _receiving = ReceiveAsync(handle);
            try
            {
                await _receiving.ConfigureAwait(false);
            }
            finally
            {
                Close(SyncErrorCode.None, "The connection broke.");
                await _finishing!.ConfigureAwait(false);
                await _sending.ConfigureAwait(false);
            }
        }
        lock (_gate) _comparing?.TrySetException(new SyncException(_session.CloseCode!.Value, _session.CloseMessage!));
        _ended.Dispose();
    }

    private async Task ReceiveAsync(Func<ClientEvent, ValueTask> handle)
    {
        var events = new List<ClientEvent>();
        try
        {
            while (true)
            {
                _transport.MaxMessageBytes = _session.MaxFrameBytes;
                if (await _transport.ReceiveAsync(_ended.Token).ConfigureAwait(false) is not { } message) return;
                lock (_gate)
                {
                    _session.Receive(message, Now);
                    while (_session.TryTakeEvent(out ClientEvent? happened)) events.Add(happened);
                    Drain();
                }
                foreach (ClientEvent happened in events)
                {
                    if (happened is ClientEvent.Welcomed or ClientEvent.TokenRenewed) Rearm();
                    if (happened is ClientEvent.DigestCompared compared) _comparing!.TrySetResult(compared.Result);
                    else await handle(happened).ConfigureAwait(false);
                }
                events.Clear();
            }
        }
        catch (SyncException bad)
        {
            Close(bad.Code, bad.Message);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The connection has been closed from this side.
        }
    }

    private void Tick()
    {
        lock (_gate)
        {
            _session.Tick(Now);
            if (_outgoing.Stalled >= _limits.SendTimeout) _session.Close(SyncErrorCode.IdleTimeout);
            // All that a tick can have happen is that a token is wanted.
            if (_session.TryTakeEvent(out _)) _ = RefreshAsync();
            Drain();
        }
        Rearm();
    }

    private void Rearm()
    {
        TimeSpan left;
        lock (_gate) left = _session.NextDeadline - Now;
        if (left < LongestTick) _timer?.Change(left > ShortestTick ? left : ShortestTick, LongestTick);
    }

    private async Task RefreshAsync()
    {
        try
        {
            string token = await _token(_ended.Token).ConfigureAwait(false);
            lock (_gate)
            {
                _session.RefreshToken(token);
                Drain();
            }
        }
        catch (Exception) when (_session.Phase == SessionPhase.Closed)
        {
            // The connection ended first.
        }
        catch (Exception failed)
        {
            // Whatever a token source throws is a failed attempt: it is shown, and the session asks again.
            TokenFailed?.Invoke(failed);
        }
    }

    private void Drain()
    {
        _outgoing.Wrapping ??= _session.Wrapping;
        while (_session.TryTakeFrame(out Frame? frame)) _outgoing.TryEnqueue(frame);
        if (_session.Phase != SessionPhase.Closed || _finishing is not null) return;
        _outgoing.Complete();
        _finishing = FinishAsync();
    }

    private async Task FinishAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await _sending.WaitAsync(_limits.CloseTimeout, _time).ConfigureAwait(false);
            using var late = new CancellationTokenSource(_limits.CloseTimeout, _time);
            await _transport.CloseAsync(_session.CloseCode!.Value, _session.CloseMessage!, late.Token).ConfigureAwait(false);
            await _receiving.WaitAsync(_limits.CloseTimeout, _time).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is TimeoutException or OperationCanceledException or IOException)
        {
            _transport.Abort();
        }
        await _ended.CancelAsync().ConfigureAwait(false);
    }
}
