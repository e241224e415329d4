using System.Net.WebSockets;
using Notion.Crdt;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Sync;

public sealed class BadFramesHarmNobodyElse(SharedServer server)
{
    [Theory]
    [InlineData("garbage", SyncErrorCode.MalformedFrame)]
    [InlineData("empty", SyncErrorCode.MalformedFrame)]
    [InlineData("truncated", SyncErrorCode.MalformedFrame)]
    [InlineData("text", SyncErrorCode.MalformedFrame)]
    [InlineData("oversized", SyncErrorCode.FrameTooLarge)]
    [InlineData("bomb", SyncErrorCode.MalformedFrame)]
    [InlineData("wrong direction", SyncErrorCode.WrongDirection)]
    [InlineData("second hello", SyncErrorCode.UnexpectedFrame)]
    [InlineData("unknown channel", SyncErrorCode.UnknownChannel)]
    [InlineData("channel again", SyncErrorCode.ChannelInUse)]
    [InlineData("batches backwards", SyncErrorCode.BatchOutOfOrder)]
    [InlineData("large presence", SyncErrorCode.PresenceTooLarge)]
    public async Task TheConnectionEndsWithItsCodeAndTheOthersGoOn(string kind, SyncErrorCode expected)
    {
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket bad = await team.ConnectAsync();
        RawSocket writer = await team.ConnectAsync();
        RawSocket reader = await team.ConnectAsync();
        var document = new Document(ReplicaId.Create());
        byte[] good = document.Paragraph("before").Update.ToArray();
        await bad.WriteDurablyAsync(10, good);

        await SendBadAsync(bad, kind, team, good);
        (SyncErrorCode code, string message) = await bad.ReceiveCloseAsync();
        Assert.Equal(expected, code);
        Assert.EndsWith(".", message, StringComparison.Ordinal);

        (_, ReadOnlyMemory<byte> after) = document.Paragraph("after");
        await writer.WriteDurablyAsync(1, after);
        await reader.ReceiveAsync<ChangesFrame>();
        Assert.Equal(after.ToArray(), (await reader.ReceiveAsync<ChangesFrame>()).Update.ToArray());
        Assert.Equal(["before", "after"], (await team.ReadAsync()).Texts());
    }

    [Fact]
    public async Task FrameTypesOfLaterVersionsArePassedOver()
    {
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket socket = await team.ConnectAsync();
        await socket.SendBytesAsync(new byte[] { 0x92, 0x63, 0xc0 });
        await socket.SendAsync(new PingFrame(5));
        Assert.Equal(5, (await socket.ReceiveAsync<PongFrame>()).Number);
    }

    [Fact]
    public async Task RandomBytesInHundredsOfConnectionsLeaveTheServerAsItWas()
    {
        int seed = Environment.TickCount;
        var random = new Random(seed);
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket bystander = await team.ConnectAsync();
        var document = new Document(ReplicaId.Create());
        byte[] update = document.Paragraph("kept").Update.ToArray();
        await bystander.WriteDurablyAsync(1, update);
        byte[][] frames =
        [
            FrameWriter.ToArray(new OpenFrame(2, team.Page, document.Version.Encode())),
            FrameWriter.ToArray(new ChangesFrame(1, 2, update)),
            FrameWriter.ToArray(new PresenceFrame(1, new byte[] { 1, 2, 3 }, null)),
            FrameWriter.ToArray(new ClosePageFrame(1)),
        ];
        for (int i = 0; i < 150; i++)
        {
            RawSocket socket = await team.ConnectAsync();
            for (int j = 0; j < 5; j++) await socket.SendBytesAsync(Mutate(frames[random.Next(frames.Length)], random));
        }
        await bystander.SendAsync(new PingFrame(9));
        Assert.Equal(9, (await bystander.ReceiveAsync<PongFrame>()).Number);
        Assert.True((await team.ReadAsync()).Texts().Contains("kept"), $"The page lost its content (seed {seed}).");
    }

    private static async Task SendBadAsync(RawSocket socket, string kind, Team team, byte[] good)
    {
        switch (kind)
        {
            case "garbage": await socket.SendBytesAsync("not MessagePack at all"u8.ToArray()); break;
            case "empty": await socket.SendBytesAsync(ReadOnlyMemory<byte>.Empty); break;
            case "truncated": await socket.SendBytesAsync(FrameWriter.ToArray(new ChangesFrame(1, 11, good)).AsMemory(0, 20)); break;
            case "text": await socket.SendBytesAsync("hello"u8.ToArray(), WebSocketMessageType.Text); break;
            case "oversized": await socket.SendBytesAsync(new byte[(4 << 20) + 1]); break;
            case "bomb": await socket.SendBytesAsync(new byte[] { 0x94, 0x05, 0x01, 0x0b, 0xc6, 0x7f, 0xff, 0xff, 0xff }); break;
            case "wrong direction": await socket.SendAsync(new AckDurableFrame(1, 10)); break;
            case "second hello": await socket.SendAsync(RawSocket.Hello(team.Api.Token!)); break;
            case "unknown channel": await socket.SendAsync(new ChangesFrame(77, 11, good)); break;
            case "channel again": await socket.SendAsync(new OpenFrame(1, team.Page, VersionVector.Empty.Encode())); break;
            case "batches backwards": await socket.SendAsync(new ChangesFrame(1, 9, good)); break;
            case "large presence": await socket.SendAsync(new PresenceFrame(1, new byte[5_000], null)); break;
            default: throw new ArgumentOutOfRangeException(nameof(kind));
        }
    }

    private static byte[] Mutate(byte[] frame, Random random)
    {
        byte[] bytes = frame[..random.Next(1, frame.Length + 1)];
        for (int i = random.Next(4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }
}
