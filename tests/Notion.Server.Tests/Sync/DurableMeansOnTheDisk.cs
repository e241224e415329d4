using Notion.Crdt;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Sync;

public sealed class DurableMeansOnTheDisk
{
    private static readonly TimeSpan AWhile = TimeSpan.FromMilliseconds(700);

    [Fact]
    public async Task WhatWasAcknowledgedAsDurableSurvivesKillNine()
    {
        using var directory = new TempDirectory();
        var random = new Random(20261123);
        string? token = null;
        Guid page = default;
        var durable = new HashSet<string>();
        for (int life = 0; life < 3; life++)
        {
            using ServerProcess server = await ServerProcess.StartAsync(directory.Path);
            if (token is null)
            {
                using Team team = await Team.GatherAsync(server.Address);
                (token, page) = (team.Api.Token!, team.Page);
            }
            using RawSocket socket = await RawSocket.SignInAsync(server.Address, token);
            var document = new Document(ReplicaId.Create());
            document.Apply((await socket.OpenAsync(page)).Update.Span);
            Assert.Superset(durable, document.Texts().ToHashSet());

            var sent = new List<string>();
            Task writing = Task.Run(async () =>
            {
                for (int batch = 1; batch <= 300; batch++)
                {
                    string text = $"life {life} batch {batch}";
                    lock (sent) sent.Add(text);
                    await socket.SendAsync(new ChangesFrame(1, batch, document.Paragraph(text).Update));
                }
            });
            int acknowledged = 0, killAfter = random.Next(50, 250);
            while (acknowledged < killAfter)
            {
                AckDurableFrame ack = await socket.ReceiveAsync<AckDurableFrame>();
                lock (sent) durable.Add(sent[(int)ack.Batch - 1]);
                acknowledged++;
            }
            await server.KillAsync();
            await writing.ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        using ServerProcess last = await ServerProcess.StartAsync(directory.Path);
        using RawSocket reader = await RawSocket.SignInAsync(last.Address, token!);
        var end = new Document(ReplicaId.Create());
        end.Apply((await reader.OpenAsync(page)).Update.Span);
        Assert.Superset(durable, end.Texts().ToHashSet());
        Assert.Equal(end.Texts().Length, end.Texts().Distinct().Count());
    }

    [Fact]
    public async Task AFullDiskStopsDurableAcknowledgementsAndLosesNothingAndHeals()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket writer = await team.ConnectAsync();
        RawSocket reader = await team.ConnectAsync();
        var document = new Document(ReplicaId.Create());
        await using (FullDisk full = await FullDisk.MakeAsync(server))
        {
            string large = new('x', 100_000);
            ReadOnlyMemory<byte> update = document.Paragraph(large).Update;
            await writer.SendAsync(new ChangesFrame(1, 1, update));
            Assert.Equal(1, (await writer.ReceiveAsync<AckReceivedFrame>()).Batch);
            Assert.Equal(update.Length, (await reader.ReceiveAsync<ChangesFrame>()).Update.Length);
            await AssertNoDurableAckAsync(writer);

            using RawSocket newcomer = await RawSocket.SignInAsync(server.Address, team.Api.Token!);
            OpenedFrame opened = await newcomer.OpenAsync(team.Page);
            Assert.True(VersionVector.TryDecode(opened.Version.Span, out VersionVector committed));
            Assert.Equal(VersionVector.Empty, committed);
            Assert.True(opened.Update.Length > 0);
        }
        Assert.Equal(1, (await writer.ReceiveAsync<AckDurableFrame>()).Batch);
        await writer.WriteDurablyAsync(2, document.Paragraph("after").Update);
        Assert.Equal(2, (await team.ReadAsync()).Texts().Length);
    }

    [Fact]
    public async Task ALockedDatabaseOnlyDelaysTheDurableAcknowledgement()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket writer = await team.ConnectAsync();
        await using (Intruder.Enter(server))
        {
            await writer.SendAsync(new ChangesFrame(1, 1, new Document(ReplicaId.Create()).Paragraph("late").Update));
            Assert.Equal(1, (await writer.ReceiveAsync<AckReceivedFrame>()).Batch);
            await AssertNoDurableAckAsync(writer);
        }
        Assert.Equal(1, (await writer.ReceiveAsync<AckDurableFrame>()).Batch);
    }

    [Fact]
    public async Task APageHoldsOnlySoMuchUncommittedAndThenSaysSo()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.MaxUncommittedBytes = 64 << 10);
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket writer = await team.ConnectAsync();
        var document = new Document(ReplicaId.Create());
        await using (FullDisk full = await FullDisk.MakeAsync(server))
        {
            await writer.SendAsync(new ChangesFrame(1, 1, document.Paragraph(new string('x', 60_000)).Update));
            await writer.ReceiveAsync<AckReceivedFrame>();
            await writer.SendAsync(new ChangesFrame(1, 2, document.Paragraph(new string('y', 60_000)).Update));
            RejectFrame reject = await writer.ReceiveAsync<RejectFrame>();
            Assert.Equal((SyncErrorCode.StoreUnavailable, true, 2L), (reject.Code, reject.Retryable, reject.Batch));
        }
        Assert.Equal(1, (await writer.ReceiveAsync<AckDurableFrame>()).Batch);
    }

    private static async Task AssertNoDurableAckAsync(RawSocket socket)
    {
        // A socket whose receive is cancelled is aborted, so the silence is proven by a ping that is answered first.
        await Task.Delay(AWhile);
        await socket.SendAsync(new PingFrame(42));
        Frame? next = await socket.ReceiveAsync();
        Assert.IsType<PongFrame>(next);
    }
}
