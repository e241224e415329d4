using Microsoft.Extensions.DependencyInjection;
using Notion.Crdt;
using Notion.Server.Store;
using Notion.Server.Store.Sql;
using Notion.Server.Tests.Running;
using Notion.Server.Tests.Sync;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Store;

public sealed class TheLogIsCutOffBehindSnapshots
{
    private const int Written = LogTruncation.Kept + 200;

    [Fact]
    public async Task NothingOfThePageIsLostNorOfItsHistory()
    {
        await using TestServer server = await TestServer.StartAsync(options =>
        {
            options.RoomIdleTime = TimeSpan.Zero;
            options.SnapshotInterval = 50;
        });
        using Team team = await Team.GatherAsync(server.Address);
        var document = new Document(ReplicaId.Create());
        using (RawSocket socket = await RawSocket.SignInAsync(server.Address, team.Api.Token!))
        {
            await socket.OpenAsync(team.Page);
            // A hundred at a time: less than the credit.
            for (int batch = 1; batch <= Written; batch += 100)
            {
                for (int i = batch; i < batch + 100; i++) await socket.SendAsync(new ChangesFrame(1, i, document.Paragraph($"{i}").Update));
                AckDurableFrame ack;
                do ack = await socket.ReceiveAsync<AckDurableFrame>();
                while (ack.Batch != batch + 99);
            }
        }
        await RoomsComeAndGo.EmptyAsync(server);

        (long snapshot, long first, long last) = (0, 1, 0);
        for (int i = 0; first != snapshot - LogTruncation.Kept + 1; i++, await Task.Delay(20))
        {
            Assert.True(i < 500, $"The log still begins at {first} with a snapshot at {snapshot}.");
            (snapshot, first, last) = await server.Sql.ReadAsync(async session => (
                await session.QueryNumberAsync("SELECT seq FROM page_snapshots"),
                await session.QueryNumberAsync("SELECT min(seq) FROM page_changes"),
                await session.QueryNumberAsync("SELECT max(seq) FROM page_changes")));
        }
        Assert.Equal(Written, last);
        Document read = await team.ReadAsync();
        Assert.Equal(document.Texts(), read.Texts());
        Assert.Equal(document.Version, read.Version);
        Assert.Equal(Written, (await team.Api.GetAsync($"/api/pages/{team.Page}/history?limit=1000")).Body.GetProperty("items").EnumerateArray().Sum(item => item.GetProperty("changes").GetInt32()));
    }

    [Fact]
    public async Task WhoIsFurtherBehindThanTheLogReachesIsTold()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Team team = await Team.GatherAsync(server.Address);
        var log = server.Services.GetRequiredService<IPageLog>();
        var truncation = server.Services.GetRequiredService<LogTruncation>();
        await AppendAsync(1, Written);

        // Nothing of the page itself is in its way: the snapshot is only said to be there.
        Assert.Equal(Written - LogTruncation.Kept, await truncation.TruncateAsync(team.Page, Written, CancellationToken.None));
        Assert.Equal(0, await truncation.TruncateAsync(team.Page, Written, CancellationToken.None));
        Assert.Null(await log.ReadAfterAsync(team.Page, Written - LogTruncation.Kept - 1));
        Assert.Equal(LogTruncation.Kept, (await log.ReadAfterAsync(team.Page, Written - LogTruncation.Kept))!.Count);
        Assert.Empty((await log.ReadAfterAsync(team.Page, Written))!);
        Assert.Equal(StoreErrorCode.Conflict, (await Assert.ThrowsAsync<StoreException>(() => AppendAsync(Written, 1))).Code);
        await AppendAsync(Written + 1, 3);
        Assert.Equal(LogTruncation.Kept + 3, (await log.ReadAfterAsync(team.Page, Written - LogTruncation.Kept))!.Count);

        Task AppendAsync(long first, int count) => log.AppendAsync(new PageCommit(
            team.Page, first, [.. Enumerable.Range(0, count).Select(_ => new PageUpdate([0x91, 0x01], null, DateTimeOffset.UnixEpoch))], new PageProjection(false, "title", null, [], []), null));
    }
}
