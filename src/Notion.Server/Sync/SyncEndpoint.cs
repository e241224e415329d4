using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Notion.Server.Accounts;
using Notion.Server.Pages;
using Notion.Server.Permissions;
using Notion.Server.Problems;
using Notion.Server.Rooms;
using Notion.Server.Sharing;
using Notion.Sync.Protocol;

namespace Notion.Server.Sync;

/// <summary><c>/sync</c>: one WebSocket, many pages. Everything after the upgrade is the protocol's.</summary>
internal sealed class SyncEndpoint(
    Credentials credentials,
    LinkService links,
    PageDigests digests,
    PageGuard guard,
    PageCreation creation,
    RoomDirectory rooms,
    ConnectionRegistry connections,
    OriginCheck origins,
    IHostApplicationLifetime lifetime,
    IOptions<NotionServerOptions> options,
    TimeProvider time,
    ILogger<SyncEndpoint> logger)
{
    private readonly SyncServerOptions _sync = new()
    {
        ServerName = $"Notion.Server {typeof(SyncEndpoint).Assembly.GetName().Version?.ToString(3)}",
        TimeProvider = time,
        Limits = SyncLimits.Untrusted with
        {
            MaxFrameBytes = options.Value.MaxFrameBytes,
            MaxOpenChannels = options.Value.MaxPagesPerConnection,
            IdleTimeout = options.Value.IdleTimeout,
            CloseTimeout = (options.Value.DrainTime - options.Value.DrainGrace) / 2,
        },
        DrainGrace = options.Value.DrainGrace,
        DrainAddress = options.Value.DrainAddress ?? string.Empty,
    };

    /// <summary>Serves <c>/sync</c> ahead of whatever else there is for requests: what stands around a request stands around it for as long as the socket is open.</summary>
    public static void Use(IApplicationBuilder app) => app.UseWhen(
        static context => context.Request.Path.Equals("/sync", StringComparison.OrdinalIgnoreCase),
        static sync => sync.UseWebSockets().Run(static context => context.RequestServices.GetRequiredService<SyncEndpoint>().ServeAsync(context)));

    private async Task ServeAsync(HttpContext context)
    {
        if (Refuse(context) is { } problem)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        (ISyncTransport socket, SocketHandover? handover) = await WebSocketUpgrade.AcceptAsync(context);
        var host = new PageHost(credentials, links, connections, digests, guard, creation, rooms, time, logger);
        var connection = new SyncServerConnection(socket, host, _sync);
        host.Connection = connection;
        connections.Add(connection, host);
        if (!connections.TryCount(host, context.Connection.RemoteIpAddress)) connection.Close(SyncErrorCode.TooManyConnections);
        if (handover is null) await RunAsync(connection);
        else handover.GoOnWith(() => RunAsync(connection));
    }

    private async Task RunAsync(SyncServerConnection connection)
    {
        try
        {
            await connection.RunAsync(lifetime.ApplicationStopping);
        }
        finally
        {
            connections.Remove(connection);
        }
    }

    private ProblemHttpResult? Refuse(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            return Problem.Of(StatusCodes.Status426UpgradeRequired, ProblemCode.WebSocketExpected, "This address speaks the sync protocol over a WebSocket. Connect with ws:// or wss://.");
        if (!origins.Allows(context.Request))
            return Problem.Of(StatusCodes.Status403Forbidden, ProblemCode.OriginNotAllowed, "Pages of this origin may not connect. Add it to Notion:AllowedOrigins, as scheme, host and port.");
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, ProblemCode.ShuttingDown, "The server is stopping. Connect again after a short, random wait.");
        return null;
    }
}
