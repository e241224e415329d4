using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <content>Connecting, reconnecting, and passing what the server says to the pages.</content>
public sealed partial class SyncClient
{
    private Uri? _elsewhere;
    private bool _leaves;

    internal TimeSpan Now => _options.TimeProvider.GetElapsedTime(_started);

    /// <summary>The connection, if there is one that is ready.</summary>
    internal ClientConnection? Connection => Volatile.Read(ref _connection);

    /// <summary>Lets the pages send that wait for room in the server's window.</summary>
    internal static async ValueTask SendWaitingAsync(ClientConnection connection)
    {
        while (connection.TryTakeWaiting(out SyncedDocument? page))
            if (!await page.ExchangeAsync().ConfigureAwait(false)) return;
    }

    private static TaskCompletionSource NewWake() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<SyncedDocument> LoadAsync(Guid id, Guid? createIn)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            StoredPage stored = await _store.LoadAsync(id, _stop.Token).ConfigureAwait(false);
            SyncedDocument page = Load(id, stored, createIn);
            lock (_gate) _open.Add(page);
            page.Count();
            page.Start();
            return page;
        }
        catch
        {
            lock (_gate)
            {
                _pages.Remove(id);
                _wanted.Remove(id);
            }
            throw;
        }
    }

    private SyncedDocument Load(Guid id, StoredPage stored, Guid? createIn)
    {
        try
        {
            return new SyncedDocument(this, _options, _store, id, stored, createIn);
        }
        catch (CrdtException damaged)
        {
            throw new ChangeStoreException(ChangeStoreErrorCode.Damaged, $"What the store has of the page {id} is no page. Set the store aside and begin a new one; the server gives what it has. ({damaged.Message})", damaged);
        }
    }

    private async Task RunAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (!_stop.IsCancellationRequested)
        {
            TaskCompletionSource wake;
            bool begins;
            TimeSpan due;
            lock (_gate)
            {
                begins = _cycle.TryBegin(Now);
                due = _cycle.NextAttempt;
                wake = _wake = NewWake();
            }
            if (begins) await AttemptAsync().ConfigureAwait(false);
            else await WaitAsync(wake.Task, due).ConfigureAwait(false);
        }
        NoteState();
    }

    private async Task WaitAsync(Task wake, TimeSpan due)
    {
        TimeSpan delay = due == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : due - Now;
        if (delay <= TimeSpan.Zero && due != TimeSpan.MaxValue) return;
        try
        {
            await wake.WaitAsync(delay, _options.TimeProvider, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception over) when (over is TimeoutException or OperationCanceledException)
        {
            // It is time, or the client is being disposed.
        }
    }

    private async Task AttemptAsync()
    {
        NoteState();
        try
        {
            (SyncErrorCode code, string message) = await ConnectOnceAsync().ConfigureAwait(false);
            lock (_gate) _cycle.Ended(code, message, Now);
            if (_leaves)
            {
                // The server asked for it: nothing is wrong, and the next attempt is due at once.
                _leaves = false;
                return;
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            lock (_gate) _cycle.Ended(SyncErrorCode.None, SyncErrors.Describe(SyncErrorCode.None), Now);
        }
        catch (Exception failed)
        {
            // Whatever a transport or a token source throws is a failed attempt: it is shown, and the next one comes after a wait.
            lock (_gate) _cycle.Failed(failed, Now);
        }
        NoteState();
    }

    private async Task<(SyncErrorCode Code, string Message)> ConnectOnceAsync()
    {
        string token = await _options.Token(_stop.Token).ConfigureAwait(false);
        ISyncTransport transport = await ConnectAsync().ConfigureAwait(false);
        var connection = new ClientConnection(transport, _options, token) { TokenFailed = Warn };
        try
        {
            await connection.RunAsync(happened => HandleAsync(connection, happened), _stop.Token).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _connection, null);
            foreach (SyncedDocument page in OpenPages()) page.Disconnect();
        }
        return (connection.CloseCode!.Value, connection.CloseMessage!);
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
        lock (_gate) _cycle.Wake(Now);
        _ = connection.LeaveAsync(TimeSpan.FromMilliseconds(drain.GraceMilliseconds / 2 * part));
    }

    private void Warn(Exception warning)
    {
        lock (_gate) _cycle.Warned(warning);
        NoteState();
    }

    private async ValueTask HandleAsync(ClientConnection connection, ClientEvent happened)
    {
        try
        {
            switch (happened)
            {
                case ClientEvent.Welcomed welcomed:
                    Welcome = welcomed.Frame;
                    lock (_gate) _cycle.Welcomed();
                    Volatile.Write(ref _connection, connection);
                    NoteState();
                    foreach (SyncedDocument page in OpenPages()) await page.ExchangeAsync().ConfigureAwait(false);
                    break;
                case ClientEvent.Warned warned:
                    Warn(new SyncException(warned.Code, warned.Message));
                    break;
                case ClientEvent.DrainRequested drain:
                    Leave(connection, drain.Frame);
                    break;
                default:
                    if (connection.Find(PageReplica.ChannelOf(happened)) is { } open) await open.ReceiveAsync(happened).ConfigureAwait(false);
                    await SendWaitingAsync(connection).ConfigureAwait(false);
                    break;
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

    /// <summary>Tells the pages and the application where the connection stands.</summary>
    private void NoteState()
    {
        (ConnectionState State, Exception? Error) before, now;
        lock (_gate) (before, now) = (_shown, _shown = (_cycle.State, _cycle.LastError));
        foreach (SyncedDocument page in OpenPages()) page.NoteConnection();
        if (before == now) return;
        if (_options.Context is { } context && SynchronizationContext.Current != context) context.Post(_ => TellState(before, now), null);
        else HandlerFailure.Surface(() => TellState(before, now));
    }

    private void TellState((ConnectionState State, Exception? Error) before, (ConnectionState State, Exception? Error) now)
    {
        if (before.State != now.State) StateChanged?.Invoke(this, EventArgs.Empty);
        if (PropertyChanged is { } observers)
        {
            if (before.State != now.State) observers(this, StateProperty);
            if (before.Error != now.Error) observers(this, LastErrorProperty);
        }
        TellSummary();
    }
}
