using System.Collections.Concurrent;
using Notion.Sync.Protocol;

namespace Notion.Server.Sync;

/// <summary>The open connections, so that a session that ends takes its sockets with it.</summary>
internal sealed class ConnectionRegistry
{
    private readonly ConcurrentDictionary<SyncServerConnection, PageHost> _connections = [];

    public int Count => _connections.Count;

    public IEnumerable<PageHost> Hosts => _connections.Values;

    public void Add(SyncServerConnection connection, PageHost host) => _connections[connection] = host;

    public void Remove(SyncServerConnection connection) => _connections.TryRemove(connection, out _);

    public void EndSession(ReadOnlySpan<byte> tokenHash)
    {
        foreach ((SyncServerConnection connection, PageHost host) in _connections)
            if (host.Session is { } session && tokenHash.SequenceEqual(session.TokenHash)) connection.Close(SyncErrorCode.SessionEnded);
    }
}
