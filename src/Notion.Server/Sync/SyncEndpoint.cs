using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Notion.Server.Accounts;
using Notion.Server.Pages;
using Notion.Server.Permissions;
using Notion.Server.Problems;
using Notion.Server.Rooms;
using Notion.Sync.Protocol;

namespace Notion.Server.Sync;

/// <summary><c>/sync</c>: one WebSocket, many pages. Everything after the upgrade is the protocol's.</summary>
internal sealed class SyncEndpoint(
    Credentials credentials,
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

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.Map("/sync", (HttpContext context, SyncEndpoint sync) => sync.ServeAsync(context)).ExcludeFromDescription();

    private async Task ServeAsync(HttpContext context)
    {
        if (Refuse(context) is { } problem)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        var host = new PageHost(credentials, connections, guard, creation, rooms, time, logger);
        var connection = new SyncServerConnection(new WebSocketTransport(socket), host, _sync);
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
