using Microsoft.JSInterop;
using Notion.Sync.Protocol;
using Notion.Workspace.Client.Accounts;
using Notion.Workspace.Client.Storing;

namespace Notion.Workspace.Client.Syncing;

/// <summary>The connection to the server, one for all pages of whoever is signed in.</summary>
/// <remarks>
/// Changes that the server does not have yet lie in the browser's database, one for each user: they outlast a lost connection, a session that has ended, a reload and the tab. Where the browser keeps
/// nothing, they lie in memory, and <see cref="StoreProblem"/> says so.
/// </remarks>
internal sealed class PageSync : IAsyncDisposable
{
    /// <summary>A server that was restarted on the same machine is back quickly, and there is no crowd to spare.</summary>
    private static readonly BackOff Patience = new() { First = TimeSpan.FromMilliseconds(250), Longest = TimeSpan.FromSeconds(2) };

    private readonly Uri _address;
    private readonly SessionKeeper _sessions;
    private readonly IJSRuntime _browser;
    private readonly TimeProvider _time;
    private readonly Dictionary<Guid, Task<IChangeStore>> _stores = [];
    private SyncClient? _client;
    private Session? _session;

    /// <param name="address">The server's <c>/sync</c>.</param>
    /// <param name="sessions">Who is signed in.</param>
    /// <param name="browser">Keeps what is not sent.</param>
    /// <param name="time">The clock.</param>
    public PageSync(Uri address, SessionKeeper sessions, IJSRuntime browser, TimeProvider time)
    {
        _address = address;
        _sessions = sessions;
        _browser = browser;
        _time = time;
    }

    /// <summary>Why changes are not kept in the browser, and what that means; null when they are.</summary>
    public string? StoreProblem { get; private set; }

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
        if (!_stores.TryGetValue(session.UserId, out Task<IChangeStore>? opening)) _stores.Add(session.UserId, opening = OpenStoreAsync(session.UserId));
        IChangeStore store = await opening;
        if (_session != session || _client is not null) return await ConnectAsync();         // somebody else signed in, or connected, meanwhile
        _client = new SyncClient(
            async cancellation => await WebSocketTransport.ConnectAsync(_address, cancellation),
            store,
            new SyncClientOptions { Token = _ => ValueTask.FromResult(session.Token), ClientName = "Notion.Workspace", BackOff = Patience, TimeProvider = _time });
        _client.StateChanged += OnStateChanged;
        _client.Start();
        SendUnsent(_client);
        return _client;
    }

    private async Task<IChangeStore> OpenStoreAsync(Guid user)
    {
        try
        {
            return await IndexedDbChangeStore.OpenAsync(_browser, $"pages-{user}");
        }
        catch (ChangeStoreException failed)
        {
            StoreProblem = $"Until the server has them, changes are kept in this tab only. {failed.Message}";
            return new MemoryChangeStore();
        }
    }

    /// <summary>What earlier tabs could not send goes out, whichever page is looked at now.</summary>
    private async void SendUnsent(SyncClient client)
    {
        try
        {
            await client.SendUnsentAsync();
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
        {
            // Somebody else signed in.
        }
        catch (ChangeStoreException failed)
        {
            StoreProblem = failed.Message;
        }
    }

    private void OnStateChanged(object? sender, EventArgs change)
    {
        bool isOver = _client is { State: ConnectionState.Stopped, LastError: SyncException { Code: SyncErrorCode.AuthenticationFailed or SyncErrorCode.SessionEnded } };
        if (isOver && _sessions.Current == _session) _sessions.Expire();
    }
}
