using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Notion.Server.Sync;

/// <summary>
/// Lets a socket outlive the HTTP request that opened it. An upgraded request keeps its headers, its context, its services and all that HTTP/1.1 knows of a connection for as long as
/// the socket is open, which is half of what an idle one costs. So the request ends with the upgrade, HTTP is done with the connection, and whoever took it over goes on with its pipe.
/// </summary>
/// <remarks>
/// Stands between the transport and HTTP (a connection middleware), one for each connection. HTTP has the connection look at its timeouts each second, which the connection remembers for as long as it lives; while
/// HTTP runs this passes the beats on, and forgets them after it. Where something stands between this and HTTP, such as TLS, the pipe is not HTTP's, and sockets stay with their requests.
/// </remarks>
internal sealed class SocketHandover : IConnectionHeartbeatFeature
{
    private readonly ConnectionContext _connection;
    private readonly Lock _gate = new();
    private List<(Action<object> Beat, object State)>? _beats = [];
    private Func<Task>? _next;

    private SocketHandover(ConnectionContext connection)
    {
        _connection = connection;
        Transport = connection.Transport;
    }

    /// <summary>The connection's own pipe.</summary>
    public IDuplexPipe Transport { get; }

    /// <summary>
    /// Puts this under every endpoint that the application does not configure otherwise: as the first of the options, so that endpoint defaults of the application's own take its place.
    /// </summary>
    public static void Add(IServiceCollection services)
    {
        var defaults = new ConfigureOptions<KestrelServerOptions>(static kestrel => kestrel.ConfigureEndpointDefaults(static listen => listen.Use(static http => connection => ServeAsync(connection, http))));
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>>(defaults));
    }

    /// <summary>Breaks the connection at once.</summary>
    public void Abort() => _connection.Abort();

    /// <summary>Has the connection go on with this, once the request has ended. Called while it is being upgraded.</summary>
    public void GoOnWith(Func<Task> next) => _next = next;

    void IConnectionHeartbeatFeature.OnHeartbeat(Action<object> action, object state)
    {
        lock (_gate) _beats?.Add((action, state));
    }

    private static async Task ServeAsync(ConnectionContext connection, ConnectionDelegate http)
    {
        var handover = new SocketHandover(connection);
        connection.Features.Get<IConnectionHeartbeatFeature>()?.OnHeartbeat(static self => ((SocketHandover)self).Beat(), handover);
        connection.Features.Set<IConnectionHeartbeatFeature>(handover);
        try
        {
            await http(connection);
        }
        finally
        {
            if (handover.TakeNext() is { } next) await next();
        }
    }

    private Func<Task>? TakeNext()
    {
        lock (_gate)
        {
            _beats = null;
            (Func<Task>? next, _next) = (_next, null);
            return next;
        }
    }

    private void Beat()
    {
        // Under the lock, so that HTTP is not called any more once it is done.
        lock (_gate)
        {
            if (_beats is null) return;
            foreach ((Action<object> beat, object state) in _beats) beat(state);
        }
    }
}
