using Notion.Crdt;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Sync;

/// <summary>A client that was away learns which of its pages have changed, from what the store knows of their versions.</summary>
public sealed class DigestsOfAWorkspace
{
    [Fact]
    public async Task TheyAreOfWhatIsCommittedAndOfNoPageOfOthers()
    {
        await using TestServer server = await TestServer.StartAsync(options => options.SnapshotInterval = 3);
        using Team ours = await Team.GatherAsync(server.Address);
        using Team theirs = await Team.GatherAsync(server.Address);
        Guid titled = await ours.Api.CreatePageAsync(ours.Workspace, title: "Shopping");
        RawSocket writer = await ours.ConnectAsync();
        var document = new Document(ReplicaId.Create());
        var expected = new Dictionary<Guid, VersionVector> { [titled] = (await ReadAsync(server, ours, titled)).Version };
        for (int batch = 1; batch <= 5; batch++)
        {
            await writer.WriteDurablyAsync(batch, document.Paragraph($"{batch}").Update);
            expected[ours.Page] = document.Version;
            await AssertAsync(server, ours, ours.Workspace, expected);
        }
        await AssertAsync(server, ours, Guid.Empty, expected);
        await AssertAsync(server, ours, theirs.Workspace, []);
        // A snapshot that does not say its version is loaded.
        await server.Database.WriteAsync(session => session.Execute("UPDATE page_snapshots SET version = NULL"));
        await AssertAsync(server, ours, ours.Workspace, expected);
    }

    private static async Task AssertAsync(TestServer server, Team team, Guid scope, Dictionary<Guid, VersionVector> expected)
    {
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, team.Api.Token!, Capability.Digest);
        // One bucket with a hash that is nobody's: all pages are listed.
        await socket.SendAsync(new DigestFrame(1, scope, 0, new byte[] { 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 }));
        DigestAnswerFrame answer = await socket.ReceiveAsync<DigestAnswerFrame>();
        Assert.False(answer.More);
        IEnumerable<PageDigest> digests = answer.Pages.ToArray().Chunk(24).Select(page =>
            new PageDigest(new Guid(page.AsSpan(0, 16), bigEndian: true), System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(page.AsSpan(16))));
        Assert.Equal(expected.Select(page => PageDigest.Of(page.Key, page.Value)).OrderBy(page => page.Page), digests.OrderBy(page => page.Page));
    }

    private static async Task<Document> ReadAsync(TestServer server, Team team, Guid page)
    {
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, team.Api.Token!);
        var document = new Document(ReplicaId.Create());
        document.Apply((await socket.OpenAsync(page)).Update.Span);
        return document;
    }
}
