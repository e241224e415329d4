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
            CloseTimeout = options.Value.DrainTime / 2,
        },
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

        ISyncTransport transport = await WebSocketUpgrade.AcceptAsync(context);
        var host = new PageHost(credentials, links, connections, guard, creation, rooms, time, logger);
        var connection = new SyncServerConnection(transport, host, _sync);
        connections.Add(connection, host);
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
