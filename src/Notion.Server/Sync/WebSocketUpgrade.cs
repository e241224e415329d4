using System.Diagnostics.CodeAnalysis;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Notion.Sync.Protocol;

namespace Notion.Server.Sync;

/// <summary>Turns a request into a WebSocket (RFC 6455, section 4.2.2).</summary>
/// <remarks>
/// Over HTTP/1.1 the connection's own pipe carries the frames, so that a socket in which nothing happens costs few bytes. Over HTTP/2, where many streams share a
/// connection, and in hosts without such a pipe, the framework's WebSocket does.
/// </remarks>
internal static class WebSocketUpgrade
{
    /// <param name="context">A request that <see cref="WebSocketManager.IsWebSocketRequest"/> has found good.</param>
    /// <returns>The socket, and by what it goes on after the request; null where it lives and ends with the request.</returns>
    public static async ValueTask<(ISyncTransport Socket, SocketHandover? Handover)> AcceptAsync(HttpContext context)
    {
        if (HttpProtocol.IsHttp11(context.Request.Protocol)
            && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade
            && context.Features.Get<IConnectionTransportFeature>() is { } connection)
        {
            IHeaderDictionary headers = context.Response.Headers;
            headers.Connection = "Upgrade";
            headers.Upgrade = "websocket";
            headers.SecWebSocketAccept = Accept(context.Request.Headers.SecWebSocketKey.ToString());
            await upgrade.UpgradeAsync();
            if (context.Features.Get<IConnectionHeartbeatFeature>() is SocketHandover handover && ReferenceEquals(handover.Transport, connection.Transport))
                return (new WebSocketPipeTransport(handover.Transport, handover.Abort), handover);
            return (new WebSocketPipeTransport(connection.Transport, context.Abort), null);
        }
        WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        return (new WebSocketTransport(socket), null);
    }

    [SuppressMessage("Security", "CA5350", Justification = "RFC 6455 names SHA-1. It only shows that this server speaks WebSocket.")]
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
}
