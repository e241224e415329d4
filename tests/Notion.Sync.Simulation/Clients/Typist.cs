using Notion.Crdt;
using Notion.Sync.Protocol;
using Notion.Sync.Simulation.Claims;
using Notion.Sync.Simulation.Runs;
using Notion.Sync.Simulation.Time;

namespace Notion.Sync.Simulation.Clients;

/// <summary>
/// Makes up edits. Each is one transaction that types one token, between others and never inside one, and perhaps does something else besides: erases another token,
/// splits, joins, moves, deletes, restores, sets, counts, marks.
/// </summary>
internal sealed class Typist(World world)
{
    /// <summary>The number of the edit that made a block, by <c>CreateBlock</c> or by a split.</summary>
    private const string MadeBy = "made", SplitBy = "split";

    /// <summary>What is added up on each page.</summary>
    public const string Counter = "count";

    private readonly Chance _chance = new(world.Plan.Seed, "typist");

    public void Type(ClientNode client, PageReplica page)
    {
        Document document = page.Document;
        Edit edit = world.Ledger.Type(client.Name, page.Page);
        edit.IsForbidden = world.Plan.Has(Fault.Forbidden) && _chance.Happens(0.12);
        Block[] blocks = [.. document.EnumerateBlocks()];
        bool unusual = _chance.Happens(0.5);
        int verb = _chance.Next(11);
        try
        {
            using Transaction transaction = document.Begin();
            if (unusual && blocks.Length > 0) DoSomethingElse(transaction, document, blocks, edit, verb);
            TypeToken(transaction, document, edit);
            transaction.Commit();
        }
        catch (CrdtException refused) when (refused.Code is CrdtErrorCode.MoveIntoItself or CrdtErrorCode.NothingToJoin)
        {
            Forget(edit);
            using Transaction transaction = document.Begin();
            TypeToken(transaction, document, edit);
            transaction.Commit();
        }
        if (world.Trace.IsPrinted)
        {
            world.Trace.Print(world.Now, client.Name, $"types {Tokens.Of(edit.Number)}{(edit.IsForbidden ? ", which is forbidden" : "")}"
                + $"{(edit.Erases.Count > 0 ? $", erases {string.Join(' ', edit.Erases.Select(Tokens.Of))}" : "")} as {document.Replica}:{document.Version[document.Replica]}");
        }
    }

    private static void Forget(Edit edit)
    {
        edit.Erases.Clear();
        edit.Needs.Clear();
        edit.Touches.Clear();
        edit.Adds = 0;
    }

    private void TypeToken(Transaction transaction, Document document, Edit edit)
    {
        Block[] blocks = [.. document.EnumerateBlocks()];
        if (blocks.Length == 0 || _chance.Happens(0.3))
        {
            Block parent = blocks.Length == 0 || _chance.Happens(0.6) ? document.Root : _chance.Pick(blocks);
            Touch(edit, parent);
            if (!parent.IsRoot) Need(edit, parent);
            BlockId made = transaction.CreateBlock("paragraph", parent.Id, _chance.Happens(0.5) ? -1 : 0);
            transaction.SetProperty(made, MadeBy, (long)edit.Number);
            transaction.InsertText(made, 0, Tokens.Of(edit.Number));
            edit.Touches.Add(edit.Number);
            return;
        }
        Block block = _chance.Pick(blocks);
        Touch(edit, block);
        Need(edit, block);
        transaction.InsertText(block.Id, Between(block), Tokens.Of(edit.Number));
    }

    private void DoSomethingElse(Transaction transaction, Document document, Block[] blocks, Edit edit, int verb)
    {
        Block block = _chance.Pick(blocks);
        switch (verb)
        {
            case 0 or 1:
                List<int> there = Tokens.In(block.Text);
                if (there.Count == 0) return;
                int erased = _chance.Pick(there);
                transaction.DeleteText(block.Id, block.Text.IndexOf(Tokens.Of(erased), StringComparison.Ordinal), Tokens.Length);
                edit.Erases.Add(erased);
                break;
            case 2 or 3:
                int at = Between(block);
                BlockId part = transaction.Split(block.Id, at);
                transaction.SetProperty(part, SplitBy, (long)edit.Number);
                edit.Touches.Add(edit.Number);
                world.Ledger.Unite(edit.Page, Tag(block), edit.Number);
                break;
            case 4 when world.Plan.Has(Fault.Joins):
                Block joined = document.GetBlock(transaction.Join(block.Id));
                world.Ledger.Unite(edit.Page, Tag(block), Tag(joined));
                break;
            case 5 or 6:
                Block target = _chance.Happens(0.5) ? document.Root : _chance.Pick(blocks);
                Touch(edit, target);
                transaction.Move(block.Id, target.Id, _chance.Happens(0.5) ? -1 : 0);
                break;
            case 7:
                transaction.Delete(block.Id);
                break;
            case 8:
                Block[] trash = [.. document.EnumerateTrash()];
                if (trash.Length == 0) return;
                block = _chance.Pick(trash);
                transaction.Restore(block.Id);
                break;
            case 9:
                edit.Adds = 1 + _chance.Next(5);
                transaction.Increment(BlockId.Root, Counter, edit.Adds);
                return;
            case 10:
                if (block.TextLength > 0) transaction.Mark(block.Id, 0, block.TextLength, "bold", true);
                transaction.SetProperty(BlockId.Root, "last", (long)edit.Number);
                break;
        }
        Touch(edit, block);
    }

    /// <summary>An offset in the block's text where no token is cut apart.</summary>
    private int Between(Block block) => _chance.Next((block.TextLength / Tokens.Length) + 1) * Tokens.Length;

    private static void Touch(Edit edit, Block block) => edit.Touches.Add(Tag(block));

    /// <summary>The block is there only because of the edit that made it.</summary>
    private static void Need(Edit edit, Block block)
    {
        if (block[MadeBy] is { Kind: PropertyKind.Integer } made) edit.Needs.Add((int)made.AsInteger());
    }

    private static int Tag(Block block)
    {
        if (block.IsRoot) return -1;
        if (block[MadeBy] is { Kind: PropertyKind.Integer } made) return (int)made.AsInteger();
        return block[SplitBy] is { Kind: PropertyKind.Integer } split ? (int)split.AsInteger() : -1;
    }
}
