using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <content>Connecting, reconnecting, and passing what the server says to the pages.</content>
public sealed partial class SyncClient
{
    private Uri? _elsewhere;
    private bool _leaves;

    internal void Reattach(SyncedDocument page, ClientConnection connection)
    {
        if (Volatile.Read(ref _connection) == connection) page.Attach(connection);
    }

    /// <summary>Opens the page again after a wait, if the connection is still the same; a new connection opens it anyway.</summary>
    internal async void ReattachLater(SyncedDocument page, ClientConnection connection, int failures)
    {
        try
        {
            await Task.Delay(Delay(failures), _options.TimeProvider, _stop.Token).ConfigureAwait(false);
            Reattach(page, connection);
        }
        catch (OperationCanceledException)
        {
            // The client is being disposed.
        }
    }

    private static TaskCompletionSource NewWake() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TimeSpan Delay(int failures)
    {
        lock (_options.Random) return _options.BackOff.Delay(failures, _options.Random);
    }

    private async Task<SyncedDocument> LoadAsync(Guid id)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            StoredPage stored = await _store.LoadAsync(id, _stop.Token).ConfigureAwait(false);
            var page = new SyncedDocument(this, _options, _store, id, stored);
            lock (_gate) _open.Add(page);
            if (Volatile.Read(ref _connection) is { } connection) page.Attach(connection);
            return page;
        }
        catch
        {
            lock (_gate) _pages.Remove(id);
            throw;
        }
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        int failures = 0;
        while (!_stop.IsCancellationRequested)
        {
            // A call of Reconnect from here on is about this attempt or a later one.
            lock (_gate) _wake = NewWake();
            long started = _options.TimeProvider.GetTimestamp();
            SyncErrorCode code = SyncErrorCode.None;
            SetState(ConnectionState.Connecting, LastError);
            try
            {
                code = await ConnectOnceAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failed)
            {
                // Whatever a transport or a token source throws is a failed attempt: it is shown, and the next one comes after a wait.
                SetState(ConnectionState.Offline, failed);
            }
            if (_leaves)
            {
                // The server asked for it, and the moment was random already.
                _leaves = false;
                failures = 0;
                continue;
            }
            failures = _options.TimeProvider.GetElapsedTime(started) >= _options.BackOff.ResetAfter ? 1 : failures + 1;
            if (await WaitAsync(SyncErrors.IsRetryable(code) ? Delay(failures) : Timeout.InfiniteTimeSpan).ConfigureAwait(false)) failures = 0;
        }
        SetState(ConnectionState.Offline, LastError);
    }

    /// <summary>Waits; true when <see cref="Reconnect"/> cut it short.</summary>
    private async Task<bool> WaitAsync(TimeSpan delay)
    {
        try
        {
            await _wake.Task.WaitAsync(delay, _options.TimeProvider, _stop.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception over) when (over is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<SyncErrorCode> ConnectOnceAsync()
    {
        string token = await _options.Token(_stop.Token).ConfigureAwait(false);
        ISyncTransport transport = await ConnectAsync().ConfigureAwait(false);
        var connection = new ClientConnection(transport, _options, token) { TokenFailed = failed => SetState(State, failed) };
        try
        {
            await connection.RunAsync(happened => HandleAsync(connection, happened), _stop.Token).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _connection, null);
            foreach (SyncedDocument page in OpenPages()) page.Detach();
        }
        SyncErrorCode code = connection.CloseCode!.Value;
        if (_leaves) return code;
        ConnectionState state = SyncErrors.IsRetryable(code) ? ConnectionState.Offline : ConnectionState.Stopped;
        SetState(state, code == SyncErrorCode.None ? LastError : new SyncException(code, connection.CloseMessage!));
        return code;
    }

    private ValueTask<ISyncTransport> ConnectAsync()
    {
        if (Interlocked.Exchange(ref _elsewhere, null) is { } address && _options.ConnectElsewhere is { } connect) return connect(address, _stop.Token);
        return _connect(_stop.Token);
    }

    /// <summary>Leaves at a random moment of the first half of the grace, so that not all clients arrive elsewhere at once.</summary>
    private void Leave(ClientConnection connection, DrainFrame drain)
    {
        _leaves = true;
        _elsewhere = Uri.TryCreate(drain.Address, UriKind.Absolute, out Uri? address) ? address : null;
        double part;
        lock (_options.Random) part = _options.Random.NextDouble();
        _ = connection.LeaveAsync(TimeSpan.FromMilliseconds(drain.GraceMilliseconds / 2 * part));
    }

    private async ValueTask HandleAsync(ClientConnection connection, ClientEvent happened)
    {
        try
        {
            switch (happened)
            {
                case ClientEvent.Welcomed welcomed:
                    Welcome = welcomed.Frame;
                    Volatile.Write(ref _connection, connection);
                    SetState(ConnectionState.Online, null);
                    foreach (SyncedDocument page in OpenPages()) page.Attach(connection);
                    break;
                case ClientEvent.PageOpened opened when connection.Find(opened.Channel) is { } page: await page.OnOpenedAsync(opened).ConfigureAwait(false); break;
                case ClientEvent.ChangesReceived changes when connection.Find(changes.Channel) is { } page: await page.OnChangesAsync(changes).ConfigureAwait(false); break;
                case ClientEvent.BatchReceived ack: connection.Find(ack.Channel)?.OnReceived(ack); break;
                case ClientEvent.BatchDurable ack: connection.Find(ack.Channel)?.OnDurable(ack); break;
                case ClientEvent.BatchRejected rejected: connection.Find(rejected.Channel)?.OnRejected(rejected); break;
                case ClientEvent.PresenceReceived presence: connection.Find(presence.Channel)?.OnPresence(presence); break;
                case ClientEvent.PageClosed closed: connection.Find(closed.Channel)?.OnClosed(closed); break;
                case ClientEvent.AccessChanged access: connection.Find(access.Channel)?.OnAccess(access); break;
                case ClientEvent.DrainRequested drain: Leave(connection, drain.Frame); break;
                case ClientEvent.Warned warned: SetState(State, new SyncException(warned.Code, warned.Message)); break;
            }
        }
        catch (CrdtException refused)
        {
            connection.Close(SyncErrorCode.InvalidServerUpdate, $"{refused.Message} {SyncErrors.Describe(SyncErrorCode.InvalidServerUpdate)}");
        }
    }

    private SyncedDocument[] OpenPages()
    {
        lock (_gate) return [.. _open];
    }

    private void SetState(ConnectionState state, Exception? error)
    {
        bool changed = state != State;
        LastError = error;
        State = state;
        foreach (SyncedDocument page in OpenPages())
        {
            page.NoteState();
            page.RaiseEvents();
        }
        if (!changed || StateChanged is not { } handlers) return;
        if (_options.Context is { } context && SynchronizationContext.Current != context) context.Post(_ => handlers(this, EventArgs.Empty), null);
        else HandlerFailure.Surface(() => handlers(this, EventArgs.Empty));
    }
}
