using System.ComponentModel;
using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>
/// A page that a <see cref="SyncClient"/> keeps in step with the server. Edit it through its <see cref="Document"/>'s transactions: every
/// commit is stored, sent and acknowledged by itself.
/// </summary>
/// <remarks>
/// <para><b>Where to touch the document.</b> A <see cref="Crdt.Document"/> has one user at a time, and the client applies remote changes to it.
/// Without a <see cref="SyncClientOptions.Context"/>, use <see cref="Edit"/> and <see cref="Read"/> from any thread: they hold the page's lock, and remote changes
/// are applied under it. With a context, everything happens on that context, and there <see cref="Document"/> may be used freely. In the
/// browser there is one thread, so it may be used freely there too. Anything else is refused with an exception.</para>
/// <para><b>To bind to.</b> <see cref="State"/>, <see cref="PendingCount"/>, <see cref="Access"/>, <see cref="Error"/> and, with a context, <see cref="Document"/> raise <see cref="PropertyChanged"/>.</para>
/// <para><b>Events</b> are raised on the context, or on the thread that caused them, outside the lock; only <see cref="Changed"/> comes from within the document's commit.</para>
/// <para><b>After a rejection</b> the refused change, and the local changes that depend on it, are dropped and handed over in <see cref="Rejected"/>; all other local changes stay, and are sent under
/// new ids. <see cref="Document"/> is another instance from <see cref="Replaced"/> on.</para>
/// </remarks>
public sealed partial class SyncedDocument : INotifyPropertyChanged, IAsyncDisposable
{
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly SyncClient _client;
    private readonly SyncClientOptions _options;
    private readonly PageReplica _replica;
    private readonly Queue<Action> _raised = new();
    private readonly Queue<PageNotice.Rejected> _untold = new();
    private EventHandler<RejectedChanges>? _rejected;
    private (SyncState State, int Pending, PageAccess Access, Exception? Error) _shown;
    private Exception? _storeFailure;

    internal SyncedDocument(SyncClient client, SyncClientOptions options, IChangeStore store, Guid page, StoredPage stored, Guid? createIn)
    {
        _client = client;
        _options = options;
        _store = store;
        Page = page;
        _replica = new PageReplica(page, stored, options, createIn, OnDocumentChanged);
        _shown = (State, PendingCount, Access, Error);
    }

    /// <summary>The document changed, by a local commit or a remote update. Raised from within the commit, on the thread that made it.</summary>
    public event EventHandler<DocumentChangedEventArgs>? Changed;

    /// <summary><see cref="Document"/> is another instance now: show it afresh.</summary>
    public event EventHandler? Replaced;

    /// <summary><see cref="State"/>, <see cref="PendingCount"/>, <see cref="Access"/> or <see cref="Error"/> changed.</summary>
    public event EventHandler? StateChanged;

    /// <inheritdoc/>
    public event PropertyChangedEventHandler? PropertyChanged;

    /// <summary>The server refused local changes, which have been dropped. It is raised when that is stored; while nobody listens the store keeps them, over restarts too, and whoever comes first to listen is told.</summary>
    public event EventHandler<RejectedChanges>? Rejected
    {
        add
        {
            lock (_gate)
            {
                _rejected += value;
                foreach (PageNotice.Rejected _ in _untold) Raise(TellRejected);
            }
            RaiseEvents();
        }
        remove
        {
            lock (_gate) _rejected -= value;
        }
    }

    /// <summary>Somebody else's presence: what they sent, again each time that they send it, and empty once they have gone, were silent for too long, or the connection is lost.</summary>
    public event EventHandler<PresenceEventArgs>? PresenceReceived;

    /// <summary>The page.</summary>
    public Guid Page { get; }

    /// <summary>The document itself. See the remarks on where it may be touched.</summary>
    /// <exception cref="InvalidOperationException">This is not the place.</exception>
    public Document Document
    {
        get
        {
            if (_options.Context is { } context ? SynchronizationContext.Current == context : _gate.IsHeldByCurrentThread || OperatingSystem.IsBrowser())
                return _replica.Document;
            throw new InvalidOperationException(_options.Context is null
                ? "Touch the document inside Edit or Read: remote changes are applied by other threads."
                : "Touch the document on the client's SynchronizationContext: remote changes are applied there.");
        }
    }

    /// <summary>What is true of the local edits.</summary>
    public SyncState State
    {
        get
        {
            lock (_gate)
            {
                _replica.Connection = _client.State;
                return _replica.State;
            }
        }
    }

    /// <summary>How many local changes are not known to be durable at the server. 0 means that nothing made here can be lost with this device.</summary>
    public int PendingCount
    {
        get
        {
            lock (_gate) return _replica.PendingCount;
        }
    }

    /// <summary>What the user may do, as the server said when it last opened the page; <see cref="PageAccess.None"/> before.</summary>
    public PageAccess Access
    {
        get
        {
            lock (_gate) return _replica.Access;
        }
    }

    /// <summary>Why the server does not open the page, or why the local store does not take changes; null when all is well.</summary>
    public Exception? Error
    {
        get
        {
            lock (_gate) return _replica.Refusal ?? _storeFailure;
        }
    }

    /// <summary>Changes the document: begin and commit transactions in the callback. Synchronous, and done in microseconds: nothing is waited for.</summary>
    /// <param name="edit">The edit. Do not wait for anything in it.</param>
    /// <exception cref="InvalidOperationException">The client has a context and this is another thread: use <see cref="EditAsync"/>.</exception>
    public void Edit(Action<Document> edit)
    {
        ArgumentNullException.ThrowIfNull(edit);
        RequireContext();
        try
        {
            lock (_gate) edit(_replica.Document);
        }
        finally
        {
            RaiseEvents();
        }
    }

    /// <summary>Reads the document.</summary>
    /// <param name="read">Returns what is wanted; views of the document must not leave it.</param>
    /// <typeparam name="T">What is wanted.</typeparam>
    /// <exception cref="InvalidOperationException">The client has a context and this is another thread.</exception>
    public T Read<T>(Func<Document, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        RequireContext();
        lock (_gate) return read(_replica.Document);
    }

    /// <summary>Changes the document from anywhere: on the client's context where it has one.</summary>
    /// <param name="edit">The edit. Do not wait for anything in it.</param>
    /// <returns>Done when the edit is; what it throws is thrown here.</returns>
    public Task EditAsync(Action<Document> edit)
    {
        ArgumentNullException.ThrowIfNull(edit);
        return OnContextAsync(() => Edit(edit));
    }

    /// <summary>Ends the <see cref="SyncState.Rejected"/> state: the user has seen it.</summary>
    public void ClearRejection()
    {
        lock (_gate) _replica.ClearRejection();
        NoteState();
        RaiseEvents();
    }

    /// <summary>Waits until the server has answered for this page on the present connection, and all that it had committed by then is here.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="SyncException">The server does not open the page.</exception>
    public Task WhenOpenAsync(CancellationToken cancellationToken = default) => WhenAsync(() => _replica.Refusal is { } refusal ? throw refusal : _replica.IsCaughtUp, cancellationToken);

    /// <summary>Waits until every local change is in the local store: from then on a kill of the process does not take it.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task WhenStoredAsync(CancellationToken cancellationToken = default) => WhenAsync(() => !_replica.HoldsEdits, cancellationToken);

    /// <summary>Waits until every local change is durable at the server, and all is here that the server had when it last answered for the page.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="SyncException">The server does not open the page.</exception>
    public Task WhenDurableAsync(CancellationToken cancellationToken = default) =>
        WhenAsync(() => _replica.Refusal is { } refusal ? throw refusal : _replica is { IsCaughtUp: true, PendingCount: 0 }, cancellationToken);

    /// <summary>Sends presence to the page's other readers. It is not kept: send it again from time to time, and after a reconnect.</summary>
    /// <param name="payload">Opaque, small; empty takes the presence back.</param>
    /// <returns>False when it was not sent: no connection, too large, or too much is waiting already.</returns>
    public bool SendPresence(ReadOnlyMemory<byte> payload)
    {
        lock (_gate) return _replica.IsOpen && _client.Connection is { } connection && connection.TrySendPresence(_replica.Channel, payload);
    }

    /// <summary>Stores what waits to be stored, and closes the page here. Pending changes stay in the store and are sent when the page is opened again.</summary>
    public async ValueTask DisposeAsync()
    {
        _client.Forget(this);
        await EndAsync().ConfigureAwait(false);
    }

    /// <summary>Closes the channel, and lets the store take what waits; a store that does not take the changes is not waited for for ever.</summary>
    internal async Task EndAsync()
    {
        ClientConnection? connection = _client.Connection;
        Task storing;
        lock (_gate)
        {
            _isEnded = true;
            _replica.End();
            connection?.Exchange(this, _replica);
        }
        After();
        if (connection is not null) await SyncClient.SendWaitingAsync(connection).ConfigureAwait(false);
        lock (_gate) storing = _storing;
        await storing.WaitAsync(StorePatience, _options.TimeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _abandoned.CancelAsync().ConfigureAwait(false);
        await storing.ConfigureAwait(false);
        NoteState();
        Uncount();
        RaiseEvents();
    }

    private void RequireContext()
    {
        if (_options.Context is { } context && SynchronizationContext.Current != context)
            throw new InvalidOperationException("The client has a SynchronizationContext: call this there, or use EditAsync.");
    }
}
