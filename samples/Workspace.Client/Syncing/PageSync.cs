using Notion.Sync.Protocol;
using Notion.Workspace.Client.Accounts;

namespace Notion.Workspace.Client.Syncing;

/// <summary>The connection to the server, one for all pages of whoever is signed in.</summary>
/// <remarks>
/// Changes that the server does not have yet lie in memory, per user: they outlast a lost connection, a closed page and a session that has
/// ended, but not the tab.
/// </remarks>
internal sealed class PageSync : IAsyncDisposable
{
    /// <summary>A server that was restarted on the same machine is back quickly, and there is no crowd to spare.</summary>
    private static readonly BackOff Patience = new() { First = TimeSpan.FromMilliseconds(250), Longest = TimeSpan.FromSeconds(2) };

    private readonly Uri _address;
    private readonly SessionKeeper _sessions;
    private readonly TimeProvider _time;
    private readonly Dictionary<Guid, MemoryChangeStore> _stores = [];
    private SyncClient? _client;
    private Session? _session;

    /// <param name="address">The server's <c>/sync</c>.</param>
    /// <param name="sessions">Who is signed in.</param>
    /// <param name="time">The clock.</param>
    public PageSync(Uri address, SessionKeeper sessions, TimeProvider time)
    {
        _address = address;
        _sessions = sessions;
        _time = time;
    }

    /// <summary>Opens a page.</summary>
    public async Task<OpenPage> OpenAsync(Guid page)
    {
        SyncClient client = await ConnectAsync();
        return new OpenPage(await client.OpenAsync(page), _time);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_client is null) return;
        SyncClient client = _client;
        _client = null;
        client.StateChanged -= OnStateChanged;
        await client.DisposeAsync();
    }

    private async Task<SyncClient> ConnectAsync()
    {
        Session session = _sessions.Current ?? throw new InvalidOperationException("Nobody is signed in: pages are opened for somebody.");
        if (_client is not null && _session == session) return _client;
        await DisposeAsync();
        _session = session;
        if (!_stores.TryGetValue(session.UserId, out MemoryChangeStore? store)) _stores.Add(session.UserId, store = new MemoryChangeStore());
        _client = new SyncClient(
            async cancellation => await WebSocketTransport.ConnectAsync(_address, cancellation),
            store,
            new SyncClientOptions { Token = _ => ValueTask.FromResult(session.Token), ClientName = "Notion.Workspace", BackOff = Patience, TimeProvider = _time });
        _client.StateChanged += OnStateChanged;
        _client.Start();
        return _client;
    }

    private void OnStateChanged(object? sender, EventArgs change)
    {
        bool isOver = _client is { State: ConnectionState.Stopped, LastError: SyncException { Code: SyncErrorCode.AuthenticationFailed or SyncErrorCode.SessionEnded } };
        if (isOver && _sessions.Current == _session) _sessions.Expire();
    }
}
