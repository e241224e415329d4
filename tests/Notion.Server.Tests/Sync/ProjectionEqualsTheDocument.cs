using Notion.Crdt;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Sync;

public sealed class ProjectionEqualsTheDocument(SharedServer server)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task AfterEveryKindOfEditFromTwoReplicas(int seed)
    {
        var random = new Random(seed);
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket socket = await team.ConnectAsync();
        Document[] replicas = [new(new ReplicaId(seed * 10 + 1)), new(new ReplicaId(seed * 10 + 2))];
        long batch = 0;
        for (int round = 0; round < 25; round++)
        {
            var updates = new List<byte[]>();
            foreach (Document replica in replicas)
                for (int edit = random.Next(1, 6); edit > 0; edit--)
                    if (RandomEdits.Make(replica, random) is { Length: > 0 } update) updates.Add(update);
            foreach (byte[] update in updates)
            {
                await socket.WriteDurablyAsync(++batch, update);
                foreach (Document replica in replicas) replica.Apply(update);
            }
            await Projections.AssertEqualAsync(server.Server.Sql, team.Page, replicas[0], $"seed {seed}, round {round}");
        }
    }
}
