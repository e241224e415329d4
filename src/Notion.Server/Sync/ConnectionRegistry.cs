using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;
using Notion.Server.Accounts;
using Notion.Server.Hosting;
using Notion.Sync.Protocol;

namespace Notion.Server.Sync;

/// <summary>The open connections, so that a session that ends takes its sockets with it.</summary>
internal sealed class ConnectionRegistry(IOptions<NotionServerOptions> options)
{
    private readonly ConnectionCounts<IPAddress> _addresses = new(options.Value.MaxConnectionsPerAddress);
    private readonly ConnectionCounts<Guid> _users = new(options.Value.MaxConnectionsPerUser);
    private readonly ConcurrentDictionary<SyncServerConnection, PageHost> _connections = [];
    private long _endings;

    public int Count => _connections.Count;

    public IEnumerable<PageHost> Hosts => _connections.Values;

    /// <summary>How often word came that sessions have ended. Who looks a session up and finds this changed afterwards must look again.</summary>
    public long Endings => Interlocked.Read(ref _endings);

    public void Add(SyncServerConnection connection, PageHost host) => _connections[connection] = host;

    public void Remove(SyncServerConnection connection)
    {
        if (!_connections.TryRemove(connection, out PageHost? host)) return;
        _addresses.Leave(host);
        _users.Leave(host);
    }

    /// <summary>Counts a connection for the address that it comes from. False when that has as many as it may.</summary>
    public bool TryCount(PageHost host, IPAddress? address) => address is null || _addresses.TryEnter(host, ClientNetwork.Of(address));

    /// <summary>Counts a connection for the user who signs in on it. False when they have as many as they may.</summary>
    public bool TryCount(PageHost host, Guid user) => _users.TryEnter(host, user);

    public void NoteSessionsEnded() => Interlocked.Increment(ref _endings);

    /// <summary>Closes the connections whose session is no longer live.</summary>
    /// <param name="user">Only this user's; null for everybody's.</param>
    /// <param name="isLive">Looks into the store.</param>
    public async Task EndSessionsAsync(Guid? user, Func<Caller, Task<bool>> isLive)
    {
        foreach ((SyncServerConnection connection, PageHost host) in _connections)
            if (host.Caller is { } caller && (user is null || caller.UserId == user) && !await isLive(caller)) connection.Close(SyncErrorCode.SessionEnded);
    }
}
