using System.Buffers;
using System.IO.Compression;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Notion.Crdt;
using Notion.Server.Sync;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Sync;

/// <summary>Peers that mean harm to the real server: each ends with its documented code, takes bounded memory, and others do not notice.</summary>
public sealed class HostilePeers(SharedServer server)
{
    [Fact]
    public async Task AMillionTinyFrames()
    {
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket bystander = await team.ConnectAsync();
        RawSocket hasty = await team.ConnectAsync();
        byte[] ping = FrameWriter.ToArray(new PingFrame(1));
        Task<(SyncErrorCode Code, string Message)> end = hasty.ReceiveCloseAsync();
        try
        {
            for (int i = 0; i < 1_000_000 && !end.IsCompleted; i++) await hasty.SendBytesAsync(ping);
        }
        catch (WebSocketException)
        {
            // It is closed already.
        }
        Assert.Equal(SyncErrorCode.TooManyFrames, (await end).Code);
        await StillServesAsync(bystander);
    }

    [Fact]
    public async Task AByteAtATimeIsServedLikeAnybody()
    {
        using Team team = await Team.GatherAsync(server.Address);
        using TcpClient tcp = await UpgradeAsync(byteByByte: true);
        NetworkStream stream = tcp.GetStream();
        foreach (byte value in Masked(RawSocket.Hello(team.Api.Token!))) await stream.WriteAsync(new[] { value });
        Assert.IsType<WelcomeFrame>(await ReadFrameAsync(stream));
        byte[] sent = [.. Masked(new OpenFrame(1, team.Page, VersionVector.Empty.Encode())), .. Masked(new PingFrame(7))];
        foreach (byte value in sent) await stream.WriteAsync(new[] { value });
        Frame[] answers = [await ReadFrameAsync(stream), await ReadFrameAsync(stream)];
        Assert.Equal([typeof(OpenedFrame), typeof(PongFrame)], answers.Select(frame => frame.GetType()).OrderBy(type => type.Name));
    }

    [Fact]
    public async Task ALengthOfTwoGigabytesIsRefusedBeforeAnythingOfItComes()
    {
        using TcpClient tcp = await UpgradeAsync();
        NetworkStream stream = tcp.GetStream();
        await stream.WriteAsync(Convert.FromHexString("82ff000000007fffffff00000000"));
        Assert.Equal(SyncErrorCode.FrameTooLarge, Assert.IsType<CloseFrame>(await ReadFrameAsync(stream)).Code);
    }

    [Fact]
    public async Task ACompressionBomb()
    {
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket bystander = await team.ConnectAsync();
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, team.Api.Token!, Capability.Deflate);
        using var bomb = new MemoryStream();
        using (var deflate = new DeflateStream(bomb, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(new byte[16 << 20]);
        await socket.SendAsync(new DeflatedFrame(16 << 20, bomb.ToArray()));
        Assert.Equal(SyncErrorCode.InflateLimit, (await socket.ReceiveCloseAsync()).Code);
        await StillServesAsync(bystander);
    }

    [Fact]
    public async Task StrangersWhoOpenSocketsAndWaitAreFewAndGoInTime()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        await using TestServer strict = await TestServer.StartAsync(options => options.MaxConnectionsPerAddress = 20, time);
        var strangers = new List<RawSocket>();
        for (int i = 0; i < 20; i++) strangers.Add(await RawSocket.ConnectAsync(strict.Address));
        using (RawSocket one = await RawSocket.ConnectAsync(strict.Address)) Assert.Equal(SyncErrorCode.TooManyConnections, (await one.ReceiveCloseAsync()).Code);
        time.Advance(SyncLimits.Untrusted.HandshakeTimeout + TimeSpan.FromSeconds(1));
        foreach (RawSocket stranger in strangers)
        {
            Assert.Equal(SyncErrorCode.HandshakeTimeout, (await stranger.ReceiveCloseAsync()).Code);
            stranger.Dispose();
        }
        await NoneLeftAsync(strict);
        using RawSocket again = await RawSocket.ConnectAsync(strict.Address);
        await again.SendAsync(RawSocket.Hello("nonsense"));
        Assert.Equal(SyncErrorCode.AuthenticationFailed, (await again.ReceiveCloseAsync()).Code);
    }

    [Fact]
    public async Task AUserWithTooManySocketsIsToldSoAndTheFirstOnesStay()
    {
        await using TestServer strict = await TestServer.StartAsync(options => options.MaxConnectionsPerUser = 2);
        using Team team = await Team.GatherAsync(strict.Address);
        RawSocket first = await team.ConnectAsync();
        using (RawSocket second = await RawSocket.SignInAsync(strict.Address, team.Api.Token!))
        {
            using RawSocket third = await RawSocket.ConnectAsync(strict.Address);
            await third.SendAsync(RawSocket.Hello(team.Api.Token!));
            Assert.Equal(SyncErrorCode.TooManyConnections, (await third.ReceiveCloseAsync()).Code);
        }
        await StillServesAsync(first);
        using Team others = await Team.GatherAsync(strict.Address);
        await others.ConnectAsync();
    }

    [Fact]
    public async Task ASubscriberWhoNeverReadsIsCutOffAndTheOthersGoOn()
    {
        // A peer that does not read does not say goodbye either: it is waited for, half of this time.
        await using TestServer own = await TestServer.StartAsync(options => options.DrainTime = TimeSpan.FromSeconds(1));
        using Team team = await Team.GatherAsync(own.Address);
        using TcpClient deaf = await UpgradeAsync(address: own.Address);
        await deaf.GetStream().WriteAsync(Masked(RawSocket.Hello(team.Api.Token!)));
        Assert.IsType<WelcomeFrame>(await ReadFrameAsync(deaf.GetStream()));
        await deaf.GetStream().WriteAsync(Masked(new OpenFrame(1, team.Page, VersionVector.Empty.Encode())));
        RawSocket writer = await team.ConnectAsync();
        var document = new Document(ReplicaId.Create());
        int written = 0;
        for (; written < 60 && Connections(own) > 1; written++) await writer.WriteDurablyAsync(written + 1, document.Paragraph(new string('x', 1 << 20)).Update);
        Assert.InRange(written, 5, 59);
        await StillServesAsync(writer);
    }

    private static int Connections(TestServer server) =>
        ((ConnectionRegistry)server.Services.GetService(typeof(ConnectionRegistry))!).Count;

    private static async Task NoneLeftAsync(TestServer server)
    {
        for (int i = 0; Connections(server) > 0; i++)
        {
            Assert.True(i < 500, "Connections stay though they are closed.");
            await Task.Delay(20);
        }
    }

    private static async Task StillServesAsync(RawSocket socket)
    {
        await socket.SendAsync(new PingFrame(9));
        Assert.Equal(9, (await socket.ReceiveAsync<PongFrame>()).Number);
    }

    private async Task<TcpClient> UpgradeAsync(bool byteByByte = false, Uri? address = null)
    {
        address ??= server.Address;
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(address.Host, address.Port);
        byte[] request = Encoding.ASCII.GetBytes($"GET /sync HTTP/1.1\r\nHost: {address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
        if (byteByByte)
            foreach (byte value in request) await tcp.GetStream().WriteAsync(new[] { value });
        else
            await tcp.GetStream().WriteAsync(request);
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await tcp.GetStream().ReadExactlyAsync(one);
            head.Append((char)one[0]);
        }
        Assert.StartsWith("HTTP/1.1 101", head.ToString(), StringComparison.Ordinal);
        // The key and its answer are those of RFC 6455, section 1.3.
        Assert.Contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", head.ToString(), StringComparison.Ordinal);
        return tcp;
    }

    private static byte[] Masked(Frame frame)
    {
        byte[] payload = FrameWriter.ToArray(frame);
        byte[] length = payload.Length < 126 ? [(byte)(0x80 | payload.Length)] : [0xfe, (byte)(payload.Length >> 8), (byte)payload.Length];
        return [0x82, .. length, 0, 0, 0, 0, .. payload];
    }

    private static async Task<Frame> ReadFrameAsync(NetworkStream stream)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        byte[] head = new byte[4];
        await stream.ReadExactlyAsync(head.AsMemory(0, 2), patience.Token);
        int length = head[1];
        if (length == 126)
        {
            await stream.ReadExactlyAsync(head.AsMemory(2, 2), patience.Token);
            length = (head[2] << 8) | head[3];
        }
        byte[] payload = new byte[length];
        await stream.ReadExactlyAsync(payload, patience.Token);
        Assert.True(head[0] == 0x82, $"A WebSocket frame that begins with {head[0]:x2} came, not a binary message: {Convert.ToHexString(payload)} {Encoding.UTF8.GetString(payload)}");
        Assert.Equal(FrameReadStatus.Frame, FrameReader.TryRead(new ReadOnlySequence<byte>(payload), SyncLimits.Client, out Frame? frame, out _));
        return frame!;
    }
}
