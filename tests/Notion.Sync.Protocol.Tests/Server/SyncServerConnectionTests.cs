using System.Buffers;
using Microsoft.Extensions.Time.Testing;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>The server's shell, met by a client that is written by hand, frame by frame.</summary>
public sealed class SyncServerConnectionTests
{
    private static readonly Guid Page = Guid.Parse("0190f3a2-0000-7000-8000-000000000001");
    private static readonly HelloFrame Hello = new(1, 1, [], SyncLimits.Client.Announce(), "by hand", FakeHost.Token, 0);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AWrongTokenGetsACodeAndASentence(bool webSocket)
    {
        await using var peer = new HandPeer(new FakeHost(), webSocket);
        await peer.SendAsync(Hello with { Token = "wrong" });
        CloseFrame close = Assert.IsType<CloseFrame>(await peer.ReceiveAsync());
        Assert.Equal(SyncErrorCode.AuthenticationFailed, close.Code);
        Assert.Contains("Sign in", close.Message);
        Assert.Null(await peer.ReceiveAsync());
        Assert.Equal(SyncErrorCode.AuthenticationFailed, await peer.EndAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFrameThatIsTooLargeGetsACodeEvenThoughItIsNotRead(bool webSocket)
    {
        await using var peer = new HandPeer(new FakeHost(), webSocket);
        await peer.SendBytesAsync(new byte[60_000]);
        Assert.Equal(SyncErrorCode.FrameTooLarge, Assert.IsType<CloseFrame>(await peer.ReceiveAsync()).Code);
        await peer.Client.CloseAsync(SyncErrorCode.None, "", Eventually.Soon);
        Assert.Equal(SyncErrorCode.FrameTooLarge, await peer.EndAsync());
    }

    [Fact]
    public async Task GarbageEndsThatConnectionOnly()
    {
        var host = new FakeHost();
        await using var net = new TestNet(host);
        await using SyncClient good = net.Client();
        SyncedDocument page = await good.OpenAsync(Page);
        await page.WhenOpenAsync(Eventually.Soon);
        await using var peer = new HandPeer(host, webSocket: false);
        await peer.SignInAsync();
        await peer.SendBytesAsync([0xc1, 0xc1]);
        Assert.Equal(SyncErrorCode.MalformedFrame, Assert.IsType<CloseFrame>(await peer.ReceiveAsync()).Code);
        page.Append("unharmed");
        await page.WhenDurableAsync(Eventually.Soon);
        Assert.Equal(1, net.Connects);
    }

    [Fact]
    public async Task GarbageInsideABatchIsRejectedAndTheConnectionGoesOn()
    {
        await using var peer = new HandPeer(new FakeHost(), webSocket: false);
        await peer.OpenAsync(Page);
        await peer.SendAsync(new ChangesFrame(1, 1, new byte[] { 0xc1, 2, 3 }));
        RejectFrame reject = Assert.IsType<RejectFrame>(await peer.ReceiveAsync());
        Assert.Equal((1, SyncErrorCode.InvalidUpdate, false), (reject.Batch, reject.Code, reject.Retryable));
        await peer.SendAsync(new PingFrame(8));
        Assert.Equal(new PongFrame(8), await peer.ReceiveAsync());
    }

    [Fact]
    public async Task ABatchThatComesAgainAfterAReconnectIsAppliedOnce()
    {
        var host = new FakeHost();
        var author = new Document(new ReplicaId(77));
        author.Append("once");
        byte[] update = author.ExportSince(VersionVector.Empty);
        for (int i = 0; i < 3; i++)
        {
            await using var peer = new HandPeer(host, webSocket: false);
            await peer.OpenAsync(Page);
            await peer.SendAsync(new ChangesFrame(1, 1, update));
            Assert.Equal(new AckReceivedFrame(1, 1), await peer.ReceiveAsync());
            Assert.Equal(new AckDurableFrame(1, 1), await peer.ReceiveAsync());
        }
        Assert.Equal("once", host[Page].Committed.Text());
        Assert.Equal(3, host.Closings);
    }

    [Fact]
    public async Task AReaderThatStaysSlowIsCutOffAndTheOthersAreUnharmed()
    {
        var host = new FakeHost();
        var options = new SyncServerOptions { Limits = SyncLimits.Untrusted with { MaxQueuedBytes = 100_000, CloseTimeout = TimeSpan.FromMilliseconds(200) } };
        await using var net = new TestNet(host, options);
        await using SyncClient good = net.Client();
        SyncedDocument page = await good.OpenAsync(Page);
        await page.WhenOpenAsync(Eventually.Soon);
        await using var slow = new HandPeer(host, webSocket: false, options);
        await slow.OpenAsync(Page);

        for (int i = 0; i < 300; i++) page.Append(new string('x', 1000));
        await page.WhenDurableAsync(Eventually.Soon);
        Assert.Equal(SyncErrorCode.SlowReader, await slow.Run.WaitAsync(Eventually.Soon));
        Assert.Equal(1, host.Closings);
        Assert.Equal(1, net.Connects);
    }

    [Fact]
    public async Task AWriteThatStandsStillIsCutOffByTheClock()
    {
        var time = new FakeTimeProvider();
        var host = new FakeHost();
        await using var slow = new HandPeer(host, webSocket: false, new SyncServerOptions { TimeProvider = time });
        await slow.OpenAsync(Page);
        byte[] large = Large(500_000);
        host[Page].Subscribers[0].Push(large);
        await Task.Delay(50);
        Task<SyncErrorCode> run = slow.Run;
        await Eventually.IsTrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return run.IsCompleted;
            },
            "the stalled write is noticed");
        Assert.Equal(SyncErrorCode.SlowReader, await run);
    }

    [Fact]
    public async Task APeerThatSaysNothingIsSentAway()
    {
        var time = new FakeTimeProvider();
        await using var peer = new HandPeer(new FakeHost(), webSocket: false, new SyncServerOptions { TimeProvider = time });
        Task<Frame?> receiving = peer.ReceiveAsync();
        await Eventually.IsTrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return receiving.IsCompleted;
            },
            "the handshake times out");
        Assert.Equal(SyncErrorCode.HandshakeTimeout, Assert.IsType<CloseFrame>(await receiving).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StoppingDoesNotHangOnOpenSockets(bool webSocket)
    {
        using var stop = new CancellationTokenSource();
        var options = new SyncServerOptions { Limits = SyncLimits.Untrusted with { CloseTimeout = TimeSpan.FromMilliseconds(300) } };
        await using var peer = new HandPeer(new FakeHost(), webSocket, options, stop.Token);
        await peer.OpenAsync(Page);
        await stop.CancelAsync();
        Assert.Equal(SyncErrorCode.ServerShuttingDown, await peer.Run.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal(SyncErrorCode.ServerShuttingDown, Assert.IsType<CloseFrame>(await peer.ReceiveAsync()).Code);
    }

    [Fact]
    public async Task APeerThatWasRefusedBeforeAnybodyWaitedForItIsNotWaitedForEver()
    {
        var transport = new ScriptedTransport([0xc1]);
        var connection = new SyncServerConnection(transport, new FakeHost(), new SyncServerOptions { Limits = SyncLimits.Untrusted with { CloseTimeout = TimeSpan.FromMilliseconds(50) } });
        Assert.Equal(SyncErrorCode.MalformedFrame, await connection.RunAsync(CancellationToken.None).WaitAsync(Eventually.Soon));
        Assert.Equal(["Close", "goodbye", "abort"], transport.Done);
    }

    [Fact]
    public async Task AConnectionThatIsClosedBeforeItRunsSaysWhyBeforeItSaysGoodbye()
    {
        var transport = new ScriptedTransport(null);
        var connection = new SyncServerConnection(transport, new FakeHost(), new SyncServerOptions { Limits = SyncLimits.Untrusted with { CloseTimeout = TimeSpan.FromMilliseconds(50) } });
        connection.Close(SyncErrorCode.TooManyConnections);
        await Task.Delay(50);
        Assert.Empty(transport.Done);
        Assert.Equal(SyncErrorCode.TooManyConnections, await connection.RunAsync(CancellationToken.None).WaitAsync(Eventually.Soon));
        Assert.Equal(["Close", "goodbye", "abort"], transport.Done);
    }

    [Fact]
    public async Task ManyLargePagesOpenedAtOnceArePacedAndNotCutOff()
    {
        var host = new FakeHost();
        var options = new SyncServerOptions { Limits = SyncLimits.Untrusted with { MaxQueuedBytes = 100_000 } };
        Guid[] pages = [.. Enumerable.Range(1, 50).Select(i => new Guid(i, 0, 0, new byte[8]))];
        foreach (Guid page in pages)
        {
            host[page].Live.Append(new string('x', 50_000));
            host[page].Committed.Apply(host[page].Live.ExportSince(VersionVector.Empty));
        }
        await using var net = new TestNet(host, options);
        await using SyncClient client = net.Client();
        SyncedDocument[] opened = await Task.WhenAll(pages.Select(page => client.OpenAsync(page)));
        foreach (SyncedDocument page in opened) await page.WhenOpenAsync(Eventually.Soon);
        Assert.All(opened, page => Assert.Equal(50_000, page.Text().Length));
        Assert.Equal(1, net.Connects);
    }

    [Fact]
    public async Task EverythingWorksOverWebSocketsToo()
    {
        var host = new FakeHost();
        var runs = new List<Task>();
        ValueTask<ISyncTransport> Connect(CancellationToken cancellationToken)
        {
            (ISyncTransport client, ISyncTransport server) = TransportTests.Pair("websocket on a pipe");
            lock (runs) runs.Add(new SyncServerConnection(server, host).RunAsync(CancellationToken.None));
            return ValueTask.FromResult(client);
        }
        var options = new SyncClientOptions { Token = _ => ValueTask.FromResult(FakeHost.Token) };
        await using (var ada = new SyncClient(Connect, new MemoryChangeStore(), options))
        await using (var bob = new SyncClient(Connect, new MemoryChangeStore(), options))
        {
            ada.Start();
            bob.Start();
            SyncedDocument first = await ada.OpenAsync(Page), second = await bob.OpenAsync(Page);
            for (int i = 0; i < 100; i++) (i % 2 == 0 ? first : second).Append($"{i} " + new string('x', i * 20));
            await first.WhenDurableAsync(Eventually.Soon);
            await second.WhenDurableAsync(Eventually.Soon);
            await Eventually.IsTrueAsync(() => first.Text() == second.Text() && first.Text().Split('\n').Length == 100, "both have everything");
        }
        await Task.WhenAll(runs).WaitAsync(Eventually.Soon);
    }

    private static byte[] Large(int size)
    {
        var document = new Document(new ReplicaId(5));
        document.Append(new string('x', size));
        return document.ExportSince(VersionVector.Empty);
    }

    /// <summary>A client that sends and receives what a test tells it to.</summary>
    private sealed class HandPeer : IAsyncDisposable
    {
        public HandPeer(FakeHost host, bool webSocket, SyncServerOptions? options = null, CancellationToken stop = default)
        {
            (Client, ISyncTransport server) = TransportTests.Pair(webSocket ? "websocket on a pipe" : "pipe");
            Client.MaxMessageBytes = 1 << 20;
            Run = new SyncServerConnection(server, host, options).RunAsync(stop);
        }

        public ISyncTransport Client { get; }

        public Task<SyncErrorCode> Run { get; }

        public async Task SendAsync(Frame frame) => await SendBytesAsync(FrameWriter.ToArray(frame));

        public async Task SendBytesAsync(byte[] message) => await Client.SendAsync(message, more: false, Eventually.Soon);

        public async Task<Frame?> ReceiveAsync()
        {
            if (await Client.ReceiveAsync(Eventually.Soon) is not { } message) return null;
            Assert.Equal(FrameReadStatus.Frame, FrameReader.TryRead(message, SyncLimits.Client, out Frame? frame, out _));
            return frame;
        }

        public async Task SignInAsync()
        {
            await SendAsync(Hello);
            Assert.IsType<WelcomeFrame>(await ReceiveAsync());
        }

        public async Task OpenAsync(Guid page)
        {
            await SignInAsync();
            await SendAsync(new OpenFrame(1, page, VersionVector.Empty.Encode()));
            Assert.IsType<OpenedFrame>(await ReceiveAsync());
        }

        public async Task<SyncErrorCode> EndAsync()
        {
            await Client.DisposeAsync();
            return await Run.WaitAsync(Eventually.Soon);
        }

        public async ValueTask DisposeAsync() => await EndAsync();
    }
}
