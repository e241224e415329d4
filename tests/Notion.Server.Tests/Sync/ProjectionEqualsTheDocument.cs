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
                    if (Edit(replica, random) is { Length: > 0 } update) updates.Add(update);
            foreach (byte[] update in updates)
            {
                await socket.WriteDurablyAsync(++batch, update);
                foreach (Document replica in replicas) replica.Apply(update);
            }
            await Projections.AssertEqualAsync(server.Server.Sql, team.Page, replicas[0], $"seed {seed}, round {round}");
        }
    }

    private static readonly Guid[] Targets = [new("00000000-0000-4000-8000-000000000001"), new("00000000-0000-4000-8000-000000000002")];

    private static byte[] Edit(Document document, Random random)
    {
        Block[] live = [.. document.EnumerateBlocks()];
        Block[] trash = [.. document.EnumerateTrash()];
        using Transaction change = document.Begin();
        if (live.Length == 0)
        {
            change.InsertText(change.CreateBlock("paragraph", BlockId.Root), 0, "first");
            return change.Commit().ToArray();
        }
        Block block = live[random.Next(live.Length)];
        Block other = live[random.Next(live.Length)];
        try
        {
            switch (random.Next(14))
            {
                case 0: change.CreateBlock("paragraph", BlockId.Root); break;
                case 1: change.InsertText(change.CreateBlock("to_do", block.Id), 0, "child"); break;
                case 2: change.InsertText(block.Id, random.Next(block.TextLength + 1), "ab"); break;
                case 3 when block.TextLength > 0: change.DeleteText(block.Id, 0, random.Next(1, block.TextLength + 1)); break;
                case 4: change.Split(block.Id, random.Next(block.TextLength + 1)); break;
                case 5: change.Join(block.Id); break;
                case 6: change.Move(block.Id, other.Id); break;
                case 7: change.Delete(block.Id); break;
                case 8 when trash.Length > 0: change.Restore(trash[random.Next(trash.Length)].Id); break;
                case 9 when block.TextLength > 0: change.Mark(block.Id, 0, random.Next(1, block.TextLength + 1), MarkTypes.Mention, $"page:{Targets[random.Next(Targets.Length)]}"); break;
                case 10 when block.TextLength > 0: change.Mark(block.Id, 0, random.Next(1, block.TextLength + 1), MarkTypes.Link, $"https://notes.example.com/Plan-{Targets[random.Next(Targets.Length)]}?v=1"); break;
                case 11 when block.TextLength > 0: change.Unmark(block.Id, 0, block.TextLength, random.Next(2) == 0 ? MarkTypes.Mention : MarkTypes.Link); break;
                case 12: change.SetProperty(BlockId.Root, ((string[])["title", "icon", "cover"])[random.Next(3)], random.Next(4) == 0 ? "" : $"https://example.com/{random.Next(9)}"); break;
                default: change.SetProperty(block.Id, "color", random.Next(3) == 0 ? PropertyValue.Null : "red"); break;
            }
        }
        catch (CrdtException)
        {
            return [];
        }
        return change.Commit().ToArray();
    }
}
