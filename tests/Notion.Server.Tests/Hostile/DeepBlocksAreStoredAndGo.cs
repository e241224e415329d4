using System.Net;
using Notion.Crdt;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Hostile;

/// <summary>Blocks nested deeper than anybody means to: the page goes on being committed, also when all of them go at once, and is deleted like any other.</summary>
public sealed class DeepBlocksAreStoredAndGo(SharedServer server)
{
    private const int Depth = 3_000;

    [Fact]
    public async Task WithThePageAndWithoutIt()
    {
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket socket = await team.ConnectAsync();
        var document = new Document(ReplicaId.Create());
        BlockId top = default;
        await socket.WriteDurablyAsync(1, Change(document, change =>
        {
            BlockId at = top = change.CreateBlock("paragraph", BlockId.Root);
            for (int depth = 1; depth < Depth; depth++) at = change.CreateBlock("paragraph", at);
        }));
        await Projections.AssertEqualAsync(server.Server.Sql, team.Page, document, "deep");
        await socket.WriteDurablyAsync(2, Change(document, change => change.Delete(top)));
        await Projections.AssertEqualAsync(server.Server.Sql, team.Page, document, "deleted");
        await socket.WriteDurablyAsync(3, Change(document, change => change.Restore(top)));
        await Projections.AssertEqualAsync(server.Server.Sql, team.Page, document, "restored");
        await team.Api.DoAsync(HttpMethod.Post, $"/api/pages/{team.Page}/trash");
        await team.Api.DoAsync(HttpMethod.Delete, $"/api/pages/{team.Page}");
        Assert.Equal(HttpStatusCode.NotFound, (await team.Api.GetAsync($"/api/pages/{team.Page}")).Status);
    }

    private delegate void Edit(Transaction change);

    private static ReadOnlyMemory<byte> Change(Document document, Edit edit)
    {
        using Transaction change = document.Begin();
        edit(change);
        return change.Commit();
    }
}
