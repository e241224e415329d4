using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <content>
/// The shell around <see cref="PageReplica"/>: the page's lock, the context, the store and the clock. The replica is touched under the lock only; what touches the document does so on the
/// context, where there is one. The connection's lock is taken inside the page's, never the other way round.
/// </content>
public sealed partial class SyncedDocument
{
    /// <summary>How much may wait for the store before the connection is read on.</summary>
    private const long MostUnstoredBytes = 4 << 20;

    private readonly IChangeStore _store;
    private readonly CancellationTokenSource _abandoned = new();
    private Task _storing = Task.CompletedTask;
    private bool _isStoring;
    private bool _isEnded;
    private TimeSpan _tickAt = TimeSpan.MaxValue;

    /// <summary>Begins to store and to send what is there.</summary>
    internal async void Start()
    {
        After();
        await ExchangeAsync().ConfigureAwait(false);
    }

    /// <summary>Says to the server what there is to say; false when its window is full.</summary>
    internal async Task<bool> ExchangeAsync()
    {
        bool sent = true;
        await OnContextAsync(() =>
        {
            lock (_gate)
                if (_client.Connection is { } connection) sent = connection.Exchange(this, _replica);
            After();
        }).ConfigureAwait(false);
        return sent;
    }

    /// <summary>The connection, or the channel on it, is gone.</summary>
    internal void Disconnect()
    {
        lock (_gate) _replica.Disconnected();
        After();
    }

    /// <summary>Takes what the server said, and answers. The next frame is read when this is done.</summary>
    internal async ValueTask ReceiveAsync(ClientEvent happened)
    {
        bool waits = false;
        await OnContextAsync(() =>
        {
            lock (_gate)
            {
                _replica.Receive(happened, _client.Now);
                _client.Connection?.Exchange(this, _replica);
                waits = _replica.UnstoredBytes > MostUnstoredBytes;
            }
            After();
        }).ConfigureAwait(false);
        if (waits) await WhenAsync(() => _isEnded || _replica.UnstoredBytes <= MostUnstoredBytes, CancellationToken.None).ConfigureAwait(false);
    }

    internal void NoteConnection() => After();

    /// <summary>Does what has come up: takes notices, writes to the store, waits for the next deadline, tells of the state. Called without the lock, or by who holds it and calls it again without.</summary>
    private void After()
    {
        lock (_gate)
        {
            while (_replica.TryTakeNotice(out PageNotice? notice)) Tell(notice);
            if (!_isStoring && _replica.HasUnstored)
            {
                _isStoring = true;
                _storing = StoreAsync();
            }
            if (_replica.NextDeadline is var deadline && deadline < TimeSpan.MaxValue && deadline != _tickAt) TickAt(_tickAt = deadline);
        }
        NoteState();
        RaiseEvents();
    }

    private void Tell(PageNotice notice)
    {
        switch (notice)
        {
            case PageNotice.Replaced: Raise(TellReplaced); break;
            case PageNotice.Rejected rejected:
                _untold.Enqueue(rejected);
                Raise(TellRejected);
                break;
            case PageNotice.Presence presence: Raise(() => PresenceReceived?.Invoke(this, new PresenceEventArgs(presence.Payload, presence.Sender))); break;
        }
    }

    /// <summary>Tells the next rejection to whoever listens. What was told, the store may let go of.</summary>
    private void TellRejected()
    {
        PageNotice.Rejected? notice;
        EventHandler<RejectedChanges>? handlers;
        lock (_gate)
        {
            handlers = _rejected;
            if (handlers is null || !_untold.TryDequeue(out notice)) return;
        }
        try
        {
            handlers(this, notice.Changes);
        }
        finally
        {
            lock (_gate) _replica.Told(notice);
            After();
        }
    }

    private async void TickAt(TimeSpan deadline)
    {
        try
        {
            TimeSpan delay = deadline - _client.Now;
            if (delay > TimeSpan.Zero) await Task.Delay(delay, _options.TimeProvider, _abandoned.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;                                     // the page is closed
        }
        lock (_gate)
        {
            if (_tickAt == deadline) _tickAt = TimeSpan.MaxValue;
            _replica.Tick(deadline);
        }
        await ExchangeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Writes what waits to the store, one write at a time. A store that fails is tried again with growing waits for as long as the page is open: the changes are still in
    /// memory, are shown as unsent, and the failure is reported.
    /// </summary>
    private async Task StoreAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        for (int failures = 0; TryTakeWrite(out StoreWrite? write);)
        {
            Exception? failure = null;
            try
            {
                IReadOnlyList<long> ids = await _store.WriteAsync(Page, write!, _abandoned.Token).ConfigureAwait(false);
                bool sends;
                lock (_gate) sends = _replica.Written(ids);
                failures = 0;
                Report(null);
                After();
                if (sends) await ExchangeAsync().ConfigureAwait(false);
                continue;
            }
            catch (Exception error)
            {
                // Whatever a store throws is a failed write: it is shown, and the next one comes after a wait.
                failure = error;
            }
            lock (_gate)
            {
                _replica.WriteFailed();
                if (_abandoned.IsCancellationRequested)
                {
                    _isStoring = false;
                    return;
                }
            }
            Report(failure);
            await WaitAsync(++failures).ConfigureAwait(false);
        }
    }

    private bool TryTakeWrite(out StoreWrite? write)
    {
        lock (_gate) return _isStoring = _replica.TryTakeWrite(out write);
    }

    private void Report(Exception? failure)
    {
        lock (_gate) _storeFailure = failure;
        NoteState();
        RaiseEvents();
    }

    private async Task WaitAsync(int failures)
    {
        TimeSpan delay;
        lock (_options.Random) delay = _options.BackOff.Delay(failures, _options.Random);
        await Task.Delay(delay, _options.TimeProvider, _abandoned.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void OnDocumentChanged(object? sender, DocumentChangedEventArgs change)
    {
        var document = (Document)sender!;
        if (change.IsLocal)
        {
            lock (_gate) _replica.NoteCommit(document, change);
            After();
        }
        if (document == _replica.Document && Changed is { } handlers)
        {
            if (change.IsLocal) handlers(this, change);
            else HandlerFailure.Surface(() => handlers(this, change));
        }
        RaiseEvents();
    }
}
