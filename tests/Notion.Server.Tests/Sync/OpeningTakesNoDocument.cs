using Notion.Crdt;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Sync;

/// <summary>Whoever knows nothing of a page gets what the store has of it, byte for byte, and whoever has all of it gets nothing.</summary>
public sealed class OpeningTakesNoDocument
{
    [Fact]
    public async Task ANewcomerGetsTheStoredSnapshotAndThenWhatCameAfterIt()
    {
        using var directory = new TempDirectory();
        var document = new Document(ReplicaId.Create());
        (Guid page, string token) team;
        await using (TestServer server = await TestServer.StartAsync(options => options.SnapshotInterval = 3, directory: directory.Path))
        {
            using Team writers = await Team.GatherAsync(server.Address);
            RawSocket socket = await writers.ConnectAsync();
            for (int batch = 1; batch <= 5; batch++) await socket.WriteDurablyAsync(batch, document.Paragraph($"{batch}").Update);
            team = (writers.Page, writers.Api.Token!);
        }
        await using TestServer again = await TestServer.StartAsync(directory: directory.Path);
        (byte[] stored, long last) = await again.Sql.ReadAsync(async session =>
            ((await session.QueryFirstAsync("SELECT bytes FROM page_snapshots", row => row.Bytes(0)))!, await session.QueryNumberAsync("SELECT seq FROM page_snapshots")));
        Assert.Equal(3, last);
        for (int reader = 0; reader < 3; reader++)
        {
            using RawSocket socket = await RawSocket.SignInAsync(again.Address, team.token, Capability.Snapshots);
            OpenedFrame opened = await socket.OpenAsync(team.page);
            Assert.Equal(stored, opened.Update.ToArray());
            Assert.True(VersionVector.TryDecode(opened.Version.Span, out VersionVector committed));
            Assert.Equal(document.Version, committed);
            ChangesFrame tail = await socket.ReceiveAsync<ChangesFrame>();
            Document read = Document.Load(opened.Update.Span, ReplicaId.Create());
            Assert.Equal(2, read.Apply(tail.Update.Span).Applied);
            Assert.Equal(document.Texts(), read.Texts());
        }
        Assert.Equal(0, again.Rooms.Loaded);

        using RawSocket knowing = await RawSocket.SignInAsync(again.Address, team.token);
        OpenedFrame nothing = await knowing.OpenAsync(team.page, version: document.Version);
        Assert.Equal([0x91, 0x01], nothing.Update.ToArray());
        Assert.Equal(0, again.Rooms.Loaded);
        await knowing.WriteDurablyAsync(1, document.Paragraph("6").Update);
        Assert.Equal(1, again.Rooms.Loaded);

        // Somebody who takes updates only, and has a part of it, needs the document.
        using RawSocket plain = await RawSocket.SignInAsync(again.Address, team.token);
        OpenedFrame all = await plain.OpenAsync(team.page);
        var replica = new Document(ReplicaId.Create());
        Assert.Equal(6, replica.Apply(all.Update.Span).Applied);
        Assert.Equal(document.Texts(), replica.Texts());
    }

    [Fact]
    public async Task ADocumentThatNobodyChangesIsLetGoOfAndWhatComesThenFindsItAgain()
    {
        await using TestServer server = await TestServer.StartAsync(options =>
        {
            options.RoomIdleTime = TimeSpan.Zero;
            options.SnapshotInterval = 3;
        });
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket socket = await team.ConnectAsync();
        var document = new Document(ReplicaId.Create());
        (BlockId first, ReadOnlyMemory<byte> update) = document.Paragraph("first");
        await socket.WriteDurablyAsync(1, update);
        for (int round = 1; round <= 4; round++)
        {
            for (int i = 0; server.Rooms.Loaded > 0; i++, await Task.Delay(10))
            {
                Assert.True(i < 1_000, "The document stays though nobody changes it.");
                server.Rooms.Tick();
            }
            Assert.Equal(1, server.Rooms.Count);
            // The server's own changes are by the same replica each time.
            await team.Api.DoAsync(HttpMethod.Patch, $"/api/pages/{team.Page}", new { title = $"Title {round}" });
            document.Apply((await socket.ReceiveAsync<ChangesFrame>()).Update.Span);
            await socket.WriteDurablyAsync(10 * round, document.Type(first, $" {round}"));
            await socket.WriteDurablyAsync((10 * round) + 1, document.Paragraph($"round {round}").Update);
        }
        Document read = await team.ReadAsync();
        Assert.Equal(document.Version, read.Version);
        Assert.Equal(document.Texts(), read.Texts());
        Assert.Equal("Title 4", read.Root["title"].AsString());
        await Projections.AssertEqualAsync(server.Sql, team.Page, document, "after four rests");
    }

    [Fact]
    public async Task ARoomThatGoesLeavesASnapshotWhereTheTailIsLong()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.RoomIdleTime = TimeSpan.Zero);
        using Team team = await Team.GatherAsync(server.Address);
        var document = new Document(ReplicaId.Create());
        using (RawSocket socket = await RawSocket.SignInAsync(server.Address, team.Api.Token!))
        {
            await socket.OpenAsync(team.Page);
            await socket.WriteDurablyAsync(1, document.Paragraph(new string('x', 5_000)).Update);
        }
        await RoomsComeAndGo.EmptyAsync(server);
        byte[]? version = await server.Sql.ReadAsync(session => session.QueryFirstAsync("SELECT version FROM page_snapshots WHERE seq = 1", row => row.Bytes(0)));
        Assert.Equal(document.Version.Encode(), version);
        Assert.Equal(document.Texts(), (await team.ReadAsync()).Texts());
    }

    [Fact]
    public async Task ASnapshotFromBeforeThatDoesNotSayItsVersionIsLoaded()
    {
        using var directory = new TempDirectory();
        var document = new Document(ReplicaId.Create());
        (Guid page, string token) team;
        await using (TestServer server = await TestServer.StartAsync(options => options.SnapshotInterval = 1, directory: directory.Path))
        {
            using Team writers = await Team.GatherAsync(server.Address);
            await (await writers.ConnectAsync()).WriteDurablyAsync(1, document.Paragraph("old").Update);
            await server.Sql.WriteAsync(session => session.ExecuteAsync("UPDATE page_snapshots SET version = NULL"));
            team = (writers.Page, writers.Api.Token!);
        }
        await using TestServer again = await TestServer.StartAsync(directory: directory.Path);
        using RawSocket socket = await RawSocket.SignInAsync(again.Address, team.token, Capability.Snapshots);
        OpenedFrame opened = await socket.OpenAsync(team.page);
        Assert.True(VersionVector.TryDecode(opened.Version.Span, out VersionVector committed));
        Assert.Equal(document.Version, committed);
    }
}
