using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Notion.Sync.Protocol;

namespace Notion.Tests;

public sealed class TransportTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MessagesOfEverySizeArriveWholeAndInOrder(bool webSocket)
    {
        (ISyncTransport client, ISyncTransport server) = Pair(webSocket);
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
    [InlineData(false)]
    [InlineData(true)]
    public async Task AMessageOverTheLimitIsRefusedWithoutBeingRead(bool webSocket)
    {
        (ISyncTransport client, ISyncTransport server) = Pair(webSocket);
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
    [InlineData(false)]
    [InlineData(true)]
    public async Task TheEndOfThePeerIsTheEndOfReceiving(bool webSocket)
    {
        (ISyncTransport client, ISyncTransport server) = Pair(webSocket);
        ValueTask<ReadOnlySequence<byte>?> receiving = server.ReceiveAsync(Eventually.Soon);
        await client.DisposeAsync();
        Assert.Null(await receiving);
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            for (int i = 0; i < 100; i++) await server.SendAsync(new byte[1000], more: false, Eventually.Soon);
        });
        await server.DisposeAsync();
    }

    internal static (ISyncTransport Client, ISyncTransport Server) Pair(bool webSocket)
    {
        if (!webSocket)
        {
            (MemoryDuplex client, MemoryDuplex server) = MemoryDuplex.Pair();
            return (new PipeTransport(client), new PipeTransport(server));
        }
        (WebSocket up, WebSocket down) = Sockets();
        return (new WebSocketTransport(up), new WebSocketTransport(down));
    }

    internal static (WebSocket Client, WebSocket Server) Sockets()
    {
        (MemoryDuplex client, MemoryDuplex server) = MemoryDuplex.Pair();
        return (WebSocket.CreateFromStream(client.AsStream(), new WebSocketCreationOptions { IsServer = false }),
            WebSocket.CreateFromStream(server.AsStream(), new WebSocketCreationOptions { IsServer = true }));
    }

    private static byte[] Payload(int size)
    {
        byte[] payload = new byte[size];
        new Random(size).NextBytes(payload);
        return payload;
    }
}
