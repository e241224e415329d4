using System.ComponentModel;

namespace Notion.Sync.Protocol;

/// <summary>
/// Keeps pages in step with a server: stores every local change before it sends it, connects and reconnects by itself, resumes from what either
/// side has, and says truthfully what is saved.
/// </summary>
/// <remarks>Safe from any thread. Works in WebAssembly: nothing blocks, and no thread is started. Dispose it to store what waits and say goodbye; the store is the caller's.</remarks>
public sealed partial class SyncClient : INotifyPropertyChanged, IAsyncDisposable
{
    private readonly Func<CancellationToken, ValueTask<ISyncTransport>> _connect;
    private readonly IChangeStore _store;
    private readonly SyncClientOptions _options;
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Task<SyncedDocument>> _pages = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<SyncedDocument> _open = [];
    private readonly HashSet<Guid> _wanted = [];
    private readonly ConnectionCycle _cycle;
    private readonly long _started;
    private (ConnectionState State, Exception? Error) _shown;
    private TaskCompletionSource _wake = NewWake();
    private ClientConnection? _connection;
    private Task? _running;
    private bool _disposed;

    /// <summary>Creates a client that is offline until <see cref="Start"/>.</summary>
    /// <param name="connect">Makes a connection, such as <c>cancel => WebSocketTransport.ConnectAsync(address, cancel)</c>. Whatever it throws counts as a failed attempt.</param>
    /// <param name="store">Keeps the pages; may be shared, and is not disposed.</param>
    /// <param name="options">Token, context, limits, clock.</param>
    public SyncClient(Func<CancellationToken, ValueTask<ISyncTransport>> connect, IChangeStore store, SyncClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(connect);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        _connect = connect;
        _store = store;
        _options = options;
        _cycle = new ConnectionCycle(options.BackOff, options.Random);
        _started = options.TimeProvider.GetTimestamp();
    }

    /// <summary><see cref="State"/> changed. Raised on the context, where there is one.</summary>
    public event EventHandler? StateChanged;

    /// <summary><see cref="State"/>, <see cref="LastError"/> or <see cref="Summary"/> changed. Raised on the context, where there is one.</summary>
    public event PropertyChangedEventHandler? PropertyChanged;

    /// <summary>Where the connection stands.</summary>
    public ConnectionState State
    {
        get
        {
            lock (_gate) return _cycle.State;
        }
    }

    /// <summary>Why the last attempt or connection ended; null when nothing has gone wrong since the last welcome.</summary>
    public Exception? LastError
    {
        get
        {
            lock (_gate) return _cycle.LastError;
        }
    }

    /// <summary>The server's welcome: user, session id, limits. Null before the first one.</summary>
    public WelcomeFrame? Welcome { get; private set; }

    /// <summary>Starts to connect, and to reconnect whenever the connection is lost. Calls after the first do nothing.</summary>
    public void Start()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_running is not null) return;
            _cycle.Wake(Now);
            _running = RunAsync();
        }
    }

    /// <summary>Tries again at once instead of waiting: the network is back, or the user has signed in. Starts the client if need be.</summary>
    public void Reconnect()
    {
        Start();
        lock (_gate)
        {
            _cycle.Wake(Now);
            _wake.TrySetResult();
        }
    }

    /// <summary>Opens a page: loads what the store has, so that it can be read and edited at once, and keeps it in step from then on.</summary>
    /// <param name="page">The page.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <returns>The page; the same instance for every call until it is disposed.</returns>
    public Task<SyncedDocument> OpenAsync(Guid page, CancellationToken cancellationToken = default) => OpenAsync(page, createIn: null, cancellationToken);

    /// <summary>Opens a page, and has the server create it if it has none such: so a page can be made offline, under an id of one's own, and edited at once.</summary>
    /// <param name="page">The page's id: a fresh UUID for a new page.</param>
    /// <param name="createIn">The workspace, or the page, under which it is to be created. Kept in the store until the server has the page.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <returns>The page, as from <see cref="OpenAsync(Guid, CancellationToken)"/>.</returns>
    public Task<SyncedDocument> CreateAsync(Guid page, Guid createIn, CancellationToken cancellationToken = default) => OpenAsync(page, createIn, cancellationToken);

    private async Task<SyncedDocument> OpenAsync(Guid page, Guid? createIn, CancellationToken cancellationToken)
    {
        Task<SyncedDocument> loading;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _wanted.Add(page);
            loading = LoadOnce(page, createIn);
        }
        return await loading.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Asks the server which of many pages have other versions than here, which are new, and which are gone, at a cost that follows what has changed: so that not every
    /// page need be opened after a reconnect. Pages with edits that are not durable differ, of course.
    /// </summary>
    /// <param name="scope">Which pages are meant, such as a workspace; <see cref="Guid.Empty"/> for all that the user may open.</param>
    /// <param name="pages">What is here of them: see <see cref="PageDigest.Of"/>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidOperationException">There is no connection, its server does not compare, or an earlier question has no answer yet.</exception>
    /// <exception cref="SyncException">The connection ended before the answer.</exception>
    public Task<DigestResult> CompareAsync(Guid scope, IEnumerable<PageDigest> pages, CancellationToken cancellationToken = default)
    {
        ClientConnection connection = Volatile.Read(ref _connection) ?? throw new InvalidOperationException("The client is not online: wait for the state Online.");
        return connection.CompareAsync(scope, pages).WaitAsync(cancellationToken);
    }

    /// <summary>Stores what waits, says goodbye and ends. Pending changes stay in the store.</summary>
    public async ValueTask DisposeAsync()
    {
        Task<SyncedDocument>[] pages;
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            pages = [.. _pages.Values];
            _pages.Clear();
        }
        foreach (Task<SyncedDocument> loading in pages)
        {
            await ((Task)loading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (loading.IsCompletedSuccessfully) await loading.Result.EndAsync().ConfigureAwait(false);
        }
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_running is not null) await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    internal void Forget(SyncedDocument page)
    {
        lock (_gate)
        {
            if (!_open.Remove(page)) return;
            _pages.Remove(page.Page);
            _wanted.Remove(page.Page);
        }
    }

    private Task<SyncedDocument> LoadOnce(Guid page, Guid? createIn)
    {
        if (!_pages.TryGetValue(page, out Task<SyncedDocument>? loading)) _pages.Add(page, loading = LoadAsync(page, createIn));
        return loading;
    }
}
