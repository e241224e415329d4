using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Notion.Sync.Protocol;

namespace Notion.Tests;

public sealed class TransportTests
{
    [Theory]
    [InlineData("pipe")]
    [InlineData("websocket")]
    [InlineData("websocket on a pipe")]
    public async Task MessagesOfEverySizeArriveWholeAndInOrder(string kind)
    {
        (ISyncTransport client, ISyncTransport server) = Pair(kind);
        await using (client)
        await using (server)
        {
            server.MaxMessageBytes = 1 << 20;
            int[] sizes = [1, 0, 511, 512, 513, 4095, 4096, 4097, 70_000, 1 << 20, 3];
            Task sending = Task.Run(async () =>
            {
                foreach (int size in sizes) await client.SendAsync(Payload(size), more: size < 1000, CancellationToken.None);
                await client.SendAsync(Payload(9), more: false, CancellationToken.None);
            });
            foreach (int size in sizes) Assert.Equal(Payload(size), (await server.ReceiveAsync(Eventually.Soon))!.Value.ToArray());
            Assert.Equal(9, (await server.ReceiveAsync(Eventually.Soon))!.Value.Length);
            await sending;
        }
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("websocket")]
    [InlineData("websocket on a pipe")]
    public async Task AMessageOverTheLimitIsRefusedWithoutBeingRead(string kind)
    {
        (ISyncTransport client, ISyncTransport server) = Pair(kind);
        await using (client)
        await using (server)
        {
            server.MaxMessageBytes = 1000;
            Task sending = client.SendAsync(new byte[50_000], more: false, CancellationToken.None).AsTask();
            SyncException refused = await Assert.ThrowsAsync<SyncException>(async () => await server.ReceiveAsync(Eventually.Soon));
            Assert.Equal(SyncErrorCode.FrameTooLarge, refused.Code);
            await sending;
        }
    }

    [Fact]
    public async Task ALengthOfTwoGigabytesAllocatesNothing()
    {
        (MemoryDuplex client, MemoryDuplex server) = MemoryDuplex.Pair();
        await using var transport = new PipeTransport(server);
        long before = GC.GetAllocatedBytesForCurrentThread();
        await client.Output.WriteAsync(new byte[] { 0x7f, 0xff, 0xff, 0xff });
        await Assert.ThrowsAsync<SyncException>(async () => await transport.ReceiveAsync(Eventually.Soon));
        await client.Output.WriteAsync(new byte[] { 1, 2, 3 });
        await client.Output.CompleteAsync();
        Assert.Null(await transport.ReceiveAsync(Eventually.Soon));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public async Task OneByteAtATimeIsEnough()
    {
        (MemoryDuplex client, MemoryDuplex server) = MemoryDuplex.Pair();
        await using var transport = new PipeTransport(server);
        foreach (byte value in (byte[])[0, 0, 0, 3, 7, 8, 9, 0, 0, 0, 1, 5])
            await client.Output.WriteAsync(new[] { value });
        Assert.Equal([7, 8, 9], (await transport.ReceiveAsync(Eventually.Soon))!.Value.ToArray());
        Assert.Equal([5], (await transport.ReceiveAsync(Eventually.Soon))!.Value.ToArray());
        await client.Output.WriteAsync(new byte[] { 0, 0, 0 });
        await client.Output.CompleteAsync();
        Assert.Null(await transport.ReceiveAsync(Eventually.Soon));
    }

    [Fact]
    public async Task ATextMessageIsRefused()
    {
        (WebSocket client, WebSocket server) = Sockets();
        await using var transport = new WebSocketTransport(server);
        await client.SendAsync("{}"u8.ToArray(), WebSocketMessageType.Text, true, CancellationToken.None);
        SyncException refused = await Assert.ThrowsAsync<SyncException>(async () => await transport.ReceiveAsync(Eventually.Soon));
        Assert.Equal(SyncErrorCode.MalformedFrame, refused.Code);
    }

    [Theory]
    [InlineData(SyncErrorCode.None, 1000)]
    [InlineData(SyncErrorCode.AuthenticationFailed, 4008)]
    [InlineData(SyncErrorCode.ServerShuttingDown, 4016)]
    public async Task TheCloseStatusOfAWebSocketCarriesTheCode(SyncErrorCode code, int status)
    {
        (WebSocket client, WebSocket server) = Sockets();
        await using var transport = new WebSocketTransport(server);
        await transport.CloseAsync(code, new string('ü', 200), Eventually.Soon);
        ValueWebSocketReceiveResult closed = await client.ReceiveAsync(new byte[10].AsMemory(), Eventually.Soon);
        Assert.Equal(WebSocketMessageType.Close, closed.MessageType);
        Assert.Equal(status, (int)client.CloseStatus!.Value);
        Assert.Equal(new string('ü', 61), client.CloseStatusDescription);
        Assert.Equal(code, SyncErrors.FromWebSocketStatus(status));
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("websocket")]
    [InlineData("websocket on a pipe")]
    public async Task TheEndOfThePeerIsTheEndOfReceiving(string kind)
    {
        (ISyncTransport client, ISyncTransport server) = Pair(kind);
        ValueTask<ReadOnlySequence<byte>?> receiving = server.ReceiveAsync(Eventually.Soon);
        await client.DisposeAsync();
        Assert.Null(await receiving);
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (int i = 0; i < 100; i++) await server.SendAsync(new byte[1000], more: false, Eventually.Soon);
        });
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task AWebSocketOnAPipeTakesMessagesInPiecesOfAnySizeAndAnswersPingsBetweenThem(int piece)
    {
        (MemoryDuplex client, MemoryDuplex server) = MemoryDuplex.Pair();
        await using var transport = new WebSocketPipeTransport(server, static () => { }) { MaxMessageBytes = 1 << 20 };
        byte[] large = Payload(70_000);
        byte[] sent =
        [
            .. Masked(0x02, [1, 2, 3]), .. Masked(0x89, "hi"u8), .. Masked(0x00, []), .. Masked(0x80, [4, 5]),  // one message in three frames, a ping between them
            .. Masked(0x82, []), .. Masked(0x8a, "unasked"u8), .. Masked(0x82, large), .. Masked(0x82, [6]), .. Masked(0x88, [0x03, 0xe8]),
        ];
        Task sending = Task.Run(async () =>
        {
            for (int at = 0; at < sent.Length; at += piece) await client.Output.WriteAsync(sent.AsMemory(at, Math.Min(piece, sent.Length - at)));
        });
        foreach (byte[] expected in (byte[][])[[1, 2, 3, 4, 5], [], large, [6]]) Assert.Equal(expected, (await transport.ReceiveAsync(Eventually.Soon))!.Value.ToArray());
        Assert.Null(await transport.ReceiveAsync(Eventually.Soon));
        await sending;
        await transport.SendAsync(new byte[] { 9 }, more: false, CancellationToken.None);
        await transport.CloseAsync(SyncErrorCode.None, "bye", CancellationToken.None);
        await server.Output.CompleteAsync();
        using var answers = new MemoryStream();
        await client.Input.CopyToAsync(answers);
        Assert.Equal([0x8a, 2, (byte)'h', (byte)'i', 0x82, 1, 9, 0x88, 5, 0x03, 0xe8, (byte)'b', (byte)'y', (byte)'e'], answers.ToArray());
    }

    [Theory]
    [InlineData("82 03 01 02 03")] // not masked
    [InlineData("c2 83 00000000 01 02 03")] // a reserved bit
    [InlineData("83 81 00000000 01")] // a kind that is not defined
    [InlineData("8b 80 00000000")]
    [InlineData("80 81 00000000 01")] // goes on with nothing
    [InlineData("02 81 00000000 01 82 81 00000000 01")] // begins in the middle of another
    [InlineData("09 80 00000000")] // a ping in pieces
    [InlineData("89 fe 00 7e 00000000")] // a ping of 126 bytes
    [InlineData("82 ff ff ff ff ff ff ff ff ff 00000000")] // longer than a length may be
    public async Task AWebSocketOnAPipeRefusesBrokenFramingAndTakesNothingAfterIt(string hex)
    {
        (MemoryDuplex client, MemoryDuplex server) = MemoryDuplex.Pair();
        await using var transport = new WebSocketPipeTransport(server, static () => { });
        await client.Output.WriteAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        await client.Output.WriteAsync(Masked(0x82, [7]));
        SyncException refused = await Assert.ThrowsAsync<SyncException>(async () => await transport.ReceiveAsync(Eventually.Soon));
        Assert.Equal(SyncErrorCode.MalformedFrame, refused.Code);
        await client.Output.CompleteAsync();
        Assert.Null(await transport.ReceiveAsync(Eventually.Soon));
    }

    [Fact]
    public async Task AfterAMessageThatIsRefusedTheGoodbyeIsStillSeenAndNothingIsReserved()
    {
        (MemoryDuplex client, MemoryDuplex server) = MemoryDuplex.Pair();
        await using var large = new WebSocketPipeTransport(server, static () => { });
        long before = GC.GetAllocatedBytesForCurrentThread();
        await client.Output.WriteAsync(Convert.FromHexString("82ff000000007fffffff00000000"));
        await client.Output.WriteAsync(new byte[] { 1, 2, 3 });
        SyncException refused = await Assert.ThrowsAsync<SyncException>(async () => await large.ReceiveAsync(Eventually.Soon));
        Assert.Equal(SyncErrorCode.FrameTooLarge, refused.Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);

        (client, server) = MemoryDuplex.Pair();
        await using var polite = new WebSocketPipeTransport(server, static () => { }) { MaxMessageBytes = 2 };
        await client.Output.WriteAsync((byte[])[.. Masked(0x02, [1, 2]), .. Masked(0x80, [3, 4]), .. Masked(0x82, [5]), .. Masked(0x81, "text"u8), .. Masked(0x88, [])]);
        await Assert.ThrowsAsync<SyncException>(async () => await polite.ReceiveAsync(Eventually.Soon));
        Assert.Equal([5], (await polite.ReceiveAsync(Eventually.Soon))!.Value.ToArray());
        await Assert.ThrowsAsync<SyncException>(async () => await polite.ReceiveAsync(Eventually.Soon));
        Assert.Null(await polite.ReceiveAsync(Eventually.Soon));
    }

    internal static (ISyncTransport Client, ISyncTransport Server) Pair(string kind)
    {
        (MemoryDuplex client, MemoryDuplex server) = MemoryDuplex.Pair();
        if (kind == "pipe") return (new PipeTransport(client), new PipeTransport(server));
        WebSocket up = WebSocket.CreateFromStream(client.AsStream(), new WebSocketCreationOptions { IsServer = false });
        if (kind == "websocket") return (new WebSocketTransport(up), new WebSocketTransport(WebSocket.CreateFromStream(server.AsStream(), new WebSocketCreationOptions { IsServer = true })));
        return (new WebSocketTransport(up), new WebSocketPipeTransport(server, () => server.Output.Complete()));
    }

    internal static (WebSocket Client, WebSocket Server) Sockets()
    {
        (MemoryDuplex client, MemoryDuplex server) = MemoryDuplex.Pair();
        return (WebSocket.CreateFromStream(client.AsStream(), new WebSocketCreationOptions { IsServer = false }),
            WebSocket.CreateFromStream(server.AsStream(), new WebSocketCreationOptions { IsServer = true }));
    }

    /// <summary>A frame as a client sends it (RFC 6455, section 5).</summary>
    private static byte[] Masked(byte head, ReadOnlySpan<byte> payload)
    {
        byte[] key = [0xa1, 0x02, 0x73, 0xf4];
        byte[] length = payload.Length < 126 ? [(byte)(0x80 | payload.Length)] : payload.Length <= ushort.MaxValue ? [0xfe, (byte)(payload.Length >> 8), (byte)payload.Length]
            : [0xff, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length];
        byte[] frame = [head, .. length, .. key, .. payload];
        for (int i = 0; i < payload.Length; i++) frame[^(payload.Length - i)] ^= key[i & 3];
        return frame;
    }

    private static byte[] Payload(int size)
    {
        byte[] payload = new byte[size];
        new Random(size).NextBytes(payload);
        return payload;
    }
}
