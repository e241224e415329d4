using System.Net;
using System.Net.Sockets;

namespace Notion.Server.Store;

/// <summary>Where a request came from, as far as it tells.</summary>
internal readonly record struct RequestOrigin(string? Address, string? UserAgent)
{
    private const int MaxUserAgent = 512;

    public static RequestOrigin Of(HttpContext? context)
    {
        string? agent = context?.Request.Headers.UserAgent.ToString();
        return new RequestOrigin(Text(context?.Connection.RemoteIpAddress), agent is { Length: > MaxUserAgent } ? agent[..MaxUserAgent] : agent);
    }

    /// <summary>Without the network interface that a link-local address comes with: it means something only here and now.</summary>
    private static string? Text(IPAddress? address) =>
        address is { AddressFamily: AddressFamily.InterNetworkV6, ScopeId: not 0 } ? new IPAddress(address.GetAddressBytes()).ToString() : address?.ToString();
}
