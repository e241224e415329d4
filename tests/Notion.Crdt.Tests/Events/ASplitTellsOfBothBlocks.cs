using Notion.Crdt;

namespace Notion.Tests.Events;

public sealed class ASplitTellsOfBothBlocks
{
    [Fact]
    public void HereAndOnAnotherReplica()
    {
        Document here = new(new ReplicaId(1)), there = new(new ReplicaId(2));
        BlockId block;
        using (Transaction change = here.Begin())
        {
            block = change.CreateBlock("paragraph", BlockId.Root);
            change.InsertText(block, 0, "first");
            there.Apply(change.Commit().Span);
        }
        var local = new List<BlockChange>();
        var remote = new List<BlockChange>();
        here.Changed += (_, changed) => local.AddRange(changed.Blocks);
        there.Changed += (_, changed) => remote.AddRange(changed.Blocks);
        BlockId made;
        using (Transaction change = here.Begin())
        {
            made = change.Split(block, 1);
            there.Apply(change.Commit().Span);
        }
        foreach (List<BlockChange> seen in (List<BlockChange>[])[local, remote])
        {
            Assert.Equal(BlockChangeKinds.Created, Assert.Single(seen, change => change.Block == made).Kinds);
            BlockChange cut = Assert.Single(seen, change => change.Block == block);
            Assert.Equal(BlockChangeKinds.Text, cut.Kinds);
            Assert.Equal([new TextEdit(1, 4, "")], cut.Text);
        }
    }
}
