using Notion.Crdt;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Sync;

public sealed class OpeningPages(SharedServer server)
{
    [Fact]
    public async Task APageThatIsNotThereAndAPageOfOthersAreTheSameAndTheConnectionGoesOn()
    {
        using Team ours = await Team.GatherAsync(server.Address);
        using Team theirs = await Team.GatherAsync(server.Address);
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, ours.Api.Token!);
        await socket.SendAsync(new OpenFrame(1, theirs.Page, VersionVector.Empty.Encode()));
        ErrorFrame hidden = await socket.ReceiveAsync<ErrorFrame>();
        await socket.SendAsync(new OpenFrame(2, Guid.NewGuid(), VersionVector.Empty.Encode()));
        ErrorFrame missing = await socket.ReceiveAsync<ErrorFrame>();
        Assert.Equal((SyncErrorCode.UnknownPage, 1), (hidden.Code, hidden.Channel));
        Assert.Equal((SyncErrorCode.UnknownPage, 2), (missing.Code, missing.Channel));
        Assert.Equal(missing.Message, hidden.Message);
        await socket.OpenAsync(ours.Page, 3);
    }

    [Fact]
    public async Task APageMadeOfflineIsCreatedWhereItsAuthorMay()
    {
        using Team ours = await Team.GatherAsync(server.Address);
        using Team theirs = await Team.GatherAsync(server.Address);
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, ours.Api.Token!);
        (Guid top, Guid under, Guid elsewhere) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await socket.SendAsync(new OpenFrame(1, top, VersionVector.Empty.Encode()) { CreateIn = ours.Workspace });
        Assert.Equal(1, (await socket.ReceiveAsync<OpenedFrame>()).Channel);
        await socket.SendAsync(new OpenFrame(2, under, VersionVector.Empty.Encode()) { CreateIn = top });
        Assert.Equal(2, (await socket.ReceiveAsync<OpenedFrame>()).Channel);
        await socket.SendAsync(new ClosePageFrame(2));
        await socket.SendAsync(new OpenFrame(3, under, VersionVector.Empty.Encode()) { CreateIn = ours.Workspace });
        Assert.Equal(3, (await socket.ReceiveAsync<OpenedFrame>()).Channel);
        foreach ((Guid page, Guid place, int channel) in ((Guid, Guid, int)[])[(elsewhere, theirs.Workspace, 4), (elsewhere, theirs.Page, 5), (elsewhere, Guid.NewGuid(), 6), (theirs.Page, ours.Workspace, 7), (Guid.Empty, ours.Workspace, 8)])
        {
            await socket.SendAsync(new OpenFrame(channel, page, VersionVector.Empty.Encode()) { CreateIn = place });
            Assert.Equal((SyncErrorCode.UnknownPage, channel), (await socket.ReceiveAsync<ErrorFrame>() is var error) ? (error.Code, error.Channel) : default);
        }
        System.Text.Json.JsonElement made = (await ours.Api.GetAsync($"/api/pages/{under}")).Body;
        Assert.Equal((ours.Workspace, top), (made.GetProperty("workspaceId").GetGuid(), made.GetProperty("parentId").GetGuid()));
    }

    [Fact]
    public async Task ATitleGivenOverRestIsInTheDocument()
    {
        using Team team = await Team.GatherAsync(server.Address);
        Guid page = await team.Api.CreatePageAsync(team.Workspace, title: "Shopping");
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, team.Api.Token!);
        var document = new Document(ReplicaId.Create());
        document.Apply((await socket.OpenAsync(page)).Update.Span);
        Assert.Equal("Shopping", document.Root["title"].AsString());
    }

    [Fact]
    public async Task ATitleWrittenInTheDocumentIsSeenOverRestOnceItIsDurable()
    {
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket socket = await team.ConnectAsync();
        var document = new Document(ReplicaId.Create());
        await socket.WriteDurablyAsync(1, WriteTitle(document));
        System.Text.Json.JsonElement page = (await team.Api.GetAsync($"/api/pages/{team.Page}")).Body;
        Assert.Equal(("Written 👋", "🛒"), (page.GetProperty("title").GetString(), page.GetProperty("icon").GetString()));
    }

    [Fact]
    public async Task WhoComesBackGetsOnlyWhatTheyLack()
    {
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket writer = await team.ConnectAsync();
        var document = new Document(ReplicaId.Create());
        (BlockId block, ReadOnlyMemory<byte> first) = document.Paragraph(new string('x', 5_000));
        await writer.WriteDurablyAsync(1, first);
        VersionVector seen = document.Version;
        await writer.WriteDurablyAsync(2, document.Type(block, "!"));

        using RawSocket reader = await RawSocket.SignInAsync(server.Address, team.Api.Token!);
        OpenedFrame opened = await reader.OpenAsync(team.Page, version: seen);
        Assert.True(VersionVector.TryDecode(opened.Version.Span, out VersionVector committed));
        Assert.Equal(document.Version, committed);
        Assert.InRange(opened.Update.Length, 1, 500);
    }

    private static ReadOnlyMemory<byte> WriteTitle(Document document)
    {
        using Transaction change = document.Begin();
        change.SetProperty(BlockId.Root, "title", "Written 👋");
        change.SetProperty(BlockId.Root, "icon", "🛒");
        return change.Commit();
    }
}
