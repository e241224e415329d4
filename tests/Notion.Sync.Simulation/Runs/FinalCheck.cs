using System.Text;
using Notion.Crdt;
using Notion.Server.Rooms;
using Notion.Server.Store;
using Notion.Sync.Protocol;
using Notion.Sync.Simulation.Claims;
using Notion.Sync.Simulation.Clients;

namespace Notion.Sync.Simulation.Runs;

/// <summary>What must be true when everything has come to rest.</summary>
internal sealed class FinalCheck(World world)
{
    /// <exception cref="SimulationFailure">Something is not.</exception>
    public void Check(bool isSettled)
    {
        if (!isSettled) throw new SimulationFailure("everything settles", Unsettled());
        foreach (Guid page in world.Pages)
        {
            Document durable = world.Ledger.Durable(page);
            string shown = Show(durable);
            foreach (ClientNode client in world.Clients.Where(client => !client.IsGone))
            {
                string there = Show(client.Page(page)!.Document);
                if (there != shown) throw new SimulationFailure("all replicas are equal", $"{client.Name} shows\n{there}\nand the server's disk has\n{shown}");
            }
            CheckTokens(page, durable);
            CheckCounter(page, durable);
            CheckRows(page, durable);
        }
    }

    private void CheckTokens(Guid page, Document durable)
    {
        Dictionary<int, int> times = AllBlocks(durable).SelectMany(block => Tokens.In(block.Text)).CountBy(token => token).ToDictionary();
        HashSet<int> erased = [.. world.Ledger.Edits.Where(edit => edit.IsDurable && edit.Page == page).SelectMany(edit => edit.Erases)];
        // What had no place in a compacted page was dropped by parts: the erasure may have stayed.
        HashSet<int> perhapsErased = [.. world.Ledger.Edits.Where(edit => edit.IsDropped && edit.DropCode == SyncErrorCode.PageCompacted && edit.Page == page).SelectMany(edit => edit.Erases)];
        perhapsErased.UnionWith(world.Ledger.Edits.Where(edit => edit.Page == page).SelectMany(edit => edit.PerhapsErases));
        foreach (Edit edit in world.Ledger.Edits.Where(edit => edit.Page == page))
        {
            int count = times.GetValueOrDefault(edit.Number);
            string token = Tokens.Of(edit.Number);
            if (count > 1) throw new SimulationFailure("nothing is applied twice", $"{token} is there {count} times");
            if (edit.IsDurable && count == 0 && !erased.Contains(edit.Number) && !perhapsErased.Contains(edit.Number)) throw new SimulationFailure("nothing durable is lost", $"{token} is gone, and nobody erased it");
            if (edit.IsDurable && count == 1 && erased.Contains(edit.Number)) throw new SimulationFailure("what is erased stays erased", $"{token} is there, although somebody erased it");
            if (!edit.IsDurable && count > 0) throw new SimulationFailure("what is there is durable", $"{token} is there and was never committed");
            if (edit.IsOpen) throw new SimulationFailure("nothing is forgotten", $"{token} of {edit.Client} is neither durable nor dropped");
            if (edit.IsDropped && count > 0 && edit.WasUnheardOf) throw new SimulationFailure("what is dropped is gone", $"{token} was dropped and is there");
            if (edit.IsForbidden && edit.IsDurable) throw new SimulationFailure("what is refused stays out", $"{token} was forbidden and is durable");
        }
    }

    private void CheckCounter(Guid page, Document durable)
    {
        Edit[] counting = [.. world.Ledger.Edits.Where(edit => edit.Page == page && edit.Adds > 0)];
        if (counting.Any(edit => edit.IsDropped && edit.DropCode == SyncErrorCode.PageCompacted)) return;       // its text went and its number may have stayed
        long expected = counting.Where(edit => edit.IsDurable).Sum(edit => edit.Adds);
        long found = durable.Root.GetCounter(Typist.Counter);
        if (found != expected) throw new SimulationFailure("nothing is counted twice", $"the counter is {found}, and all durable edits together come to {expected}");
    }

    private void CheckRows(Guid page, Document durable)
    {
        IReadOnlyDictionary<Guid, BlockRow> rows = world.Store.Rows(page);
        IReadOnlyList<BlockRow> expected = PageProjector.Whole(durable).Changed;
        if (rows.Count != expected.Count) throw new SimulationFailure("the rows show the page", $"there are {rows.Count} rows for {expected.Count} blocks");
        foreach (BlockRow row in expected)
            if (!rows.TryGetValue(row.Id, out BlockRow? stored) || stored != row) throw new SimulationFailure("the rows show the page", $"{row} is stored as {stored}");
    }

    private string Unsettled()
    {
        var text = new StringBuilder();
        text.Append($"{world.Servers.Count(server => server.IsUp)} servers, {world.Servers.Count(server => server is { IsUp: true, IsIdle: true })} of them idle");
        foreach (ClientNode client in world.Clients.Where(client => !client.IsGone))
            foreach (Guid page in world.Pages)
            {
                PageReplica? replica = client.Page(page);
                text.Append($"\n{client.Name} {client.Connection} page {page.ToString("N")[..8]}: {replica?.State} with {replica?.PendingCount} pending, {replica?.Document.PendingCount} waiting")
                    .Append($", shows {replica?.Access} where it has {world.Access(client.Name, page)}, has {replica?.Document.Version} of {world.Ledger.Durable(page).Version}");
            }
        return text.ToString();
    }

    internal static IEnumerable<Block> AllBlocks(Document document) => document.EnumerateBlocks().Concat(document.EnumerateTrash().SelectMany(WithChildren));

    private static IEnumerable<Block> WithChildren(Block block) => block.Children.SelectMany(WithChildren).Prepend(block);

    private static string Show(Document document)
    {
        var text = new StringBuilder();
        foreach (Block block in AllBlocks(document))
        {
            text.Append(block.IsLive ? ' ' : '-').Append(block.Id).Append(" under ").Append(block.Parent?.Id).Append(' ').Append(block.Type).Append(' ').Append(block.Position).Append(' ');
            foreach (TextRun run in block.RichText) text.Append(run);
            foreach ((string key, PropertyValue value) in block.Properties.OrderBy(property => property.Key, StringComparer.Ordinal)) text.Append(' ').Append(key).Append('=').Append(value);
            text.Append('\n');
        }
        foreach ((string key, PropertyValue value) in document.Root.Properties.OrderBy(property => property.Key, StringComparer.Ordinal)) text.Append(key).Append('=').Append(value).Append('\n');
        return text.ToString();
    }
}
