using System.Text;
using Notion.Sync.Protocol;

namespace Notion.Benchmarks.Sync;

/// <summary>Where a server listens, and what every client says to it first.</summary>
internal sealed class ServerAddress(int port, string token)
{
    public int Port => port;

    public string Token => token;

    public byte[] UpgradeRequest { get; } = Encoding.ASCII.GetBytes(
        $"GET /sync HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: bm90aW9uLWJlbmNobWFyaw==\r\nSec-WebSocket-Version: 13\r\n\r\n");

    public byte[] Hello { get; private init; } = HelloOf(token);

    /// <summary>The same server, for clients that take snapshots.</summary>
    public ServerAddress WithSnapshots() => new(port, token) { Hello = HelloOf(token, Capability.Snapshots) };

    private static byte[] HelloOf(string token, params string[] capabilities) => WireFrame.Encode(
        new HelloFrame(ProtocolVersion.Min, ProtocolVersion.Max, capabilities, SyncLimits.Client.Announce(), "Notion.Benchmarks", token, 0), 1);
}
