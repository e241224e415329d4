using System.Collections.Concurrent;
using Notion.Server.Accounts;
using Notion.Sync.Protocol;

namespace Notion.Server.Sync;

/// <summary>The open connections, so that a session that ends takes its sockets with it.</summary>
internal sealed class ConnectionRegistry
{
    private readonly ConcurrentDictionary<SyncServerConnection, PageHost> _connections = [];
    private long _endings;

    public int Count => _connections.Count;

    public IEnumerable<PageHost> Hosts => _connections.Values;

    /// <summary>How often word came that sessions have ended. Who looks a session up and finds this changed afterwards must look again.</summary>
    public long Endings => Interlocked.Read(ref _endings);

    public void Add(SyncServerConnection connection, PageHost host) => _connections[connection] = host;

    public void Remove(SyncServerConnection connection) => _connections.TryRemove(connection, out _);

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
