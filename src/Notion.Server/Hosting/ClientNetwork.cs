using System.Net;
using System.Net.Sockets;

namespace Notion.Server.Hosting;

/// <summary>What counts as one place that requests come from.</summary>
internal static class ClientNetwork
{
    private const int NetworkBytes = 8;

    /// <summary>An IPv4 address, or the /64 network of an IPv6 address: whoever has one address of it has all of them.</summary>
    public static IPAddress Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        byte[] network = address.GetAddressBytes();
        network.AsSpan(NetworkBytes).Clear();
        return new IPAddress(network);
    }
}
