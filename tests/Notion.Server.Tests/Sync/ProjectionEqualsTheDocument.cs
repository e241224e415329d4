using System.Text.Json;
using Notion.Crdt;
using Notion.Server.Rooms;
using Notion.Server.Store;
using Notion.Server.Store.Sql;
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
            await AssertEqualAsync(team, replicas[0], $"seed {seed}, round {round}");
        }
    }

    private async Task AssertEqualAsync(Team team, Document document, string where)
    {
        List<BlockRow> rows = await server.Server.Sql.ReadAsync(session => session.QueryAsync(
            "SELECT id, parent_block_id, type, properties, content, position, created_at FROM blocks WHERE page_id = @page",
            row => new BlockRow(row.Id(0), row.OptionalId(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Time(6)),
            ("@page", team.Page)));
        IReadOnlyList<BlockRow> expected = PageProjector.Whole(document).Changed;
        Assert.True(
            expected.OrderBy(row => row.Id).SequenceEqual(rows.OrderBy(row => row.Id), RowsAlike.Instance),
            $"Rows differ from the document ({where}).\nExpected:\n{string.Join('\n', expected.OrderBy(row => row.Id))}\nStored:\n{string.Join('\n', rows.OrderBy(row => row.Id))}");
    }

    /// <summary>The same row, in whichever of its spellings an engine keeps JSON.</summary>
    private sealed class RowsAlike : IEqualityComparer<BlockRow>
    {
        public static RowsAlike Instance { get; } = new();

        public bool Equals(BlockRow? x, BlockRow? y) =>
            x! with { Properties = "", Content = "" } == y! with { Properties = "", Content = "" } && Same(x.Properties, y.Properties) && Same(x.Content, y.Content);

        public int GetHashCode(BlockRow row) => row.Id.GetHashCode();

        private static bool Same(string a, string b) => JsonElement.DeepEquals(JsonElement.Parse(a), JsonElement.Parse(b));
    }

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
            switch (random.Next(10))
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
