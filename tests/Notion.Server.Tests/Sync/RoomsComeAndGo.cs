using Notion.Crdt;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Sync;

public sealed class RoomsComeAndGo
{
    [Fact]
    public async Task APageIsTheSameAfterItsRoomWasUnloadedAndRebuiltFromSnapshotAndTail()
    {
        await using TestServer server = await TestServer.StartAsync(options =>
        {
            options.RoomIdleTime = TimeSpan.Zero;
            options.SnapshotInterval = 7;
        });
        using Team team = await Team.GatherAsync(server.Address);
        var document = new Document(ReplicaId.Create());
        for (int round = 0; round < 3; round++)
        {
            using (RawSocket socket = await RawSocket.SignInAsync(server.Address, team.Api.Token!))
            {
                await socket.OpenAsync(team.Page);
                for (int batch = 1; batch <= 10; batch++) await socket.WriteDurablyAsync(batch, document.Paragraph($"{round}.{batch}").Update);
            }
            await EmptyAsync(server);
        }
        Document read = await team.ReadAsync();
        Assert.Equal(document.Texts(), read.Texts());
        Assert.Equal(document.Version, read.Version);
        (long snapshot, long last) = await server.Sql.ReadAsync(async session =>
            (await session.QueryNumberAsync("SELECT seq FROM page_snapshots"), await session.QueryNumberAsync("SELECT max(seq) FROM page_changes")));
        Assert.Equal(30, last);
        Assert.InRange(last - snapshot, 0, 7);
    }

    [Fact]
    public async Task TheRoomTakesInWhatAnotherWriterHasPutIntoTheLogAndNothingIsLost()
    {
        await using TestServer server = await TestServer.StartAsync();
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket socket = await team.ConnectAsync();
        var ours = new Document(ReplicaId.Create());
        await socket.WriteDurablyAsync(1, ours.Paragraph("ours").Update);
        byte[] foreign = new Document(ReplicaId.Create()).Paragraph("theirs").Update.ToArray();
        await server.Sql.WriteAsync(session => session.ExecuteAsync(
            "INSERT INTO page_changes (page_id, seq, bytes, created_at) VALUES (@page, 2, @bytes, @at)", ("@page", team.Page), ("@bytes", foreign), ("@at", DateTimeOffset.UnixEpoch)));

        await socket.WriteDurablyAsync(2, ours.Paragraph("ours again").Update);
        Assert.Equal(["ours", "ours again", "theirs"], (await team.ReadAsync()).Texts().Order());
    }

    internal static async Task EmptyAsync(TestServer server)
    {
        for (int i = 0; server.Rooms.Count > 0; i++)
        {
            Assert.True(i < 500, "The room stays though nobody reads it.");
            server.Rooms.Tick();
            await Task.Delay(20);
        }
    }
}
