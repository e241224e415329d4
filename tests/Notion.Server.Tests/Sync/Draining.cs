using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Notion.Crdt;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Sync;

public sealed class Draining
{
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task SigtermClosesOpenSocketsWithACodeAndDoesNotHang()
    {
        using var directory = new TempDirectory();
        using ServerProcess server = await ServerProcess.StartAsync(directory.Path);
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket reading = await team.ConnectAsync();
        for (int i = 0; i < 20; i++) await team.ConnectAsync();

        Task<(int ExitCode, TimeSpan Took)> stopping = server.TerminateAsync();
        Assert.Equal(SyncErrorCode.ServerShuttingDown, (await reading.ReceiveCloseAsync()).Code);
        (int exitCode, TimeSpan took) = await stopping;
        Assert.Equal(0, exitCode);
        Assert.InRange(took, TimeSpan.Zero, Promise);
    }

    [Fact]
    public async Task WhatWasReceivedBeforeTheStopIsCommitted()
    {
        using var directory = new TempDirectory();
        using ServerProcess server = await ServerProcess.StartAsync(directory.Path, "--Notion:CommitWindow", "00:00:00.100");
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket writer = await team.ConnectAsync();
        var document = new Document(ReplicaId.Create());
        for (int batch = 1; batch <= 20; batch++) await writer.SendAsync(new ChangesFrame(1, batch, document.Paragraph($"{batch}").Update));
        // Of what is committed soon the writer hears that it is durable, of the rest that it was received.
        for (long heard = 0; heard < 20;)
            heard = await writer.ReceiveAsync<Frame>() switch { AckReceivedFrame received => received.Batch, AckDurableFrame durable => durable.Batch, _ => heard };
        await server.TerminateAsync();

        using ServerProcess again = await ServerProcess.StartAsync(directory.Path);
        Assert.Equal(document.Texts(), (await team.ReadAsync(again.Address)).Texts());
    }

    [Fact]
    public async Task WithAGraceWhoIsSignedInIsToldWhereToGoAndGoesOnToWork()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        TestServer server = await TestServer.StartAsync(
            options =>
            {
                options.DrainGrace = TimeSpan.FromSeconds(8);
                options.DrainAddress = "wss://b.example.com/sync";
            },
            time);
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket writer = await team.ConnectAsync();
        using RawSocket stranger = await RawSocket.ConnectAsync(server.Address);
        Task stopping = server.StopAsync();

        DrainFrame drain = await writer.ReceiveAsync<DrainFrame>();
        Assert.Equal((SyncErrorCode.ServerShuttingDown, 8_000, "wss://b.example.com/sync"), (drain.Code, drain.GraceMilliseconds, drain.Address));
        Assert.Equal(SyncErrorCode.ServerShuttingDown, (await stranger.ReceiveCloseAsync()).Code);
        var document = new Document(ReplicaId.Create());
        await writer.WriteDurablyAsync(1, document.Paragraph("written while the server stops").Update);
        Assert.False(stopping.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal(SyncErrorCode.ServerShuttingDown, (await writer.ReceiveCloseAsync()).Code);
        await stopping.WaitAsync(Promise);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task WithoutAnAddressClientsComeBackToWhereTheyConnectedFirst()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using TestServer server = await TestServer.StartAsync(options => options.DrainGrace = TimeSpan.FromSeconds(1), time);
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket reader = await team.ConnectAsync();
        Task stopping = server.StopAsync();
        DrainFrame drain = await reader.ReceiveAsync<DrainFrame>();
        Assert.Equal((1_000, ""), (drain.GraceMilliseconds, drain.Address));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(SyncErrorCode.ServerShuttingDown, (await reader.ReceiveCloseAsync()).Code);
        await stopping.WaitAsync(Promise);
    }

    [Fact]
    public async Task AStoreThatIsAwayDoesNotHoldUpTheStop()
    {
        TestServer server = await TestServer.StartAsync(options => options.DrainTime = TimeSpan.FromSeconds(1));
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket writer = await team.ConnectAsync();
        await FullDisk.MakeAsync(server);
        await writer.SendAsync(new ChangesFrame(1, 1, new Document(ReplicaId.Create()).Paragraph(new string('x', 100_000)).Update));
        await writer.ReceiveAsync<AckReceivedFrame>();
        long start = Stopwatch.GetTimestamp();
        await server.DisposeAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Promise);
    }
}
