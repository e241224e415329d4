using Notion.Crdt;
using Notion.Server.NotionApi;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.NotionApi;

/// <summary>The ids of blocks under /v1 hold the page's number and the block, and nothing else makes one.</summary>
public sealed class ABlockSaysItsPage(SharedServer server)
{
    [Fact]
    public void AndComesBackFromItsId()
    {
        var random = new Random(7);
        var seen = new HashSet<Guid>();
        for (int i = 0; i < 10_000; i++)
        {
            var block = BlockId.From(new OpId(i == 0 ? new ReplicaId(ReplicaId.MaxValue) : ReplicaId.Create(random), i == 1 ? OpId.MaxCounter : random.Next(1, OpId.MaxCounter)));
            var reference = new BlockReference(i == 2 ? BlockReference.MaxPage : random.NextInt64(1, 1L << random.Next(1, 38)), block);
            Guid id = reference.ToGuid();
            Assert.True(seen.Add(id));
            Assert.Equal(8, id.Version);
            Assert.True(BlockReference.TryParse(id, out BlockReference parsed));
            Assert.Equal(reference, parsed);
        }
        Assert.False(BlockReference.TryParse(Guid.Empty, out _));
        Assert.False(BlockReference.TryParse(Guid.CreateVersion7(), out _));
        Assert.False(BlockReference.TryParse(Guid.NewGuid(), out _));
    }

    /// <summary>Who writes a page chooses its replica, and so could give a block of it the id that a block of another page has.</summary>
    [Fact]
    public async Task SoThatNoBlockPassesForAnothers()
    {
        await using ApiTeam victim = await ApiTeam.GatherAsync(server.Address);
        var document = new Document(ReplicaId.Create());
        (BlockId block, ReadOnlyMemory<byte> update) = document.Paragraph("the same block");
        Guid second = await victim.Team.Api.CreatePageAsync(victim.Team.Workspace);
        foreach (Guid page in (Guid[])[victim.Page, second])
        {
            using RawSocket socket = await RawSocket.SignInAsync(server.Address, victim.Team.Api.Token!);
            await socket.OpenAsync(page);
            await socket.WriteDurablyAsync(1, update);
        }
        Guid[] ids = new Guid[2];
        for (int i = 0; i < 2; i++)
        {
            Guid page = i == 0 ? victim.Page : second;
            ids[i] = (await victim.Token.DoAsync(HttpMethod.Get, $"/v1/blocks/{page}/children")).GetProperty("results")[0].GetProperty("id").GetGuid();
            Assert.True(BlockReference.TryParse(ids[i], out BlockReference reference));
            Assert.Equal(block, reference.Block);
        }
        Assert.NotEqual(ids[0], ids[1]);
        await victim.Token.DoAsync(HttpMethod.Delete, $"/v1/blocks/{ids[1]}");
        Assert.Equal(["the same block"], (await victim.Team.ReadAsync()).Texts());
    }
}
