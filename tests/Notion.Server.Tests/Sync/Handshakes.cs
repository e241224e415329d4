using System.Net.WebSockets;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Sync;

public sealed class Handshakes(SharedServer server)
{
    [Theory]
    [InlineData("", SyncErrorCode.AuthenticationRequired)]
    [InlineData("nonsense", SyncErrorCode.AuthenticationFailed)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", SyncErrorCode.AuthenticationFailed)]
    public async Task WithoutAGoodTokenTheConnectionEndsWithASentence(string token, SyncErrorCode expected)
    {
        using RawSocket socket = await RawSocket.ConnectAsync(server.Address);
        await socket.SendAsync(RawSocket.Hello(token));
        (SyncErrorCode code, string message) = await socket.ReceiveCloseAsync();
        Assert.Equal(expected, code);
        Assert.EndsWith(".", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnythingBeforeTheHelloIsRefused()
    {
        using RawSocket socket = await RawSocket.ConnectAsync(server.Address);
        await socket.SendAsync(new OpenFrame(1, Guid.NewGuid(), Notion.Crdt.VersionVector.Empty.Encode()));
        Assert.Equal(SyncErrorCode.UnexpectedFrame, (await socket.ReceiveCloseAsync()).Code);
    }

    [Fact]
    public async Task AStrangerMaySendOnlyLittle()
    {
        using RawSocket socket = await RawSocket.ConnectAsync(server.Address);
        await socket.SendBytesAsync(new byte[SyncLimits.Untrusted.MaxHandshakeBytes + 1]);     // no more: what is not read when a socket closes can cost the close frame
        Assert.Equal(SyncErrorCode.FrameTooLarge, (await socket.ReceiveCloseAsync()).Code);
    }

    [Fact]
    public async Task AVersionFromTheFutureIsRefused()
    {
        using RawSocket socket = await RawSocket.ConnectAsync(server.Address);
        await socket.SendAsync(RawSocket.Hello("x") with { MinVersion = 900, MaxVersion = 901 });
        Assert.Equal(SyncErrorCode.VersionNotSupported, (await socket.ReceiveCloseAsync()).Code);
    }

    [Fact]
    public async Task APageOfAnotherOriginMayConnectOnlyWhereAllowed()
    {
        await using TestServer strict = await TestServer.StartAsync(options => options.AllowedOrigins.Add("https://notes.example.com"));
        await Assert.ThrowsAsync<WebSocketException>(() => RawSocket.ConnectAsync(strict.Address, options => options.SetRequestHeader("Origin", "https://evil.example.com")));
        using RawSocket own = await RawSocket.ConnectAsync(strict.Address, options => options.SetRequestHeader("Origin", strict.Address.GetLeftPart(UriPartial.Authority)));
        using RawSocket allowed = await RawSocket.ConnectAsync(strict.Address, options => options.SetRequestHeader("Origin", "https://notes.example.com"));
    }
}
