using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Histories;

public class ADiffLeadsFromOneVersionToAnother
{
    [Fact]
    public void BetweenAnyTwoVersions() => Past.ForMany(past =>
    {
        Document before = past.Some(), after = past.Some();
        DocumentDiff diff = past.Document.Diff(before.Version, after.Version);
        var plain = new PlainPage(before);
        plain.Apply(diff);
        Assert.Equal(new PlainPage(after).ToString(), plain.ToString());
        Assert.True(past.Document.Diff(before.Version, before.Version).IsEmpty);

        diff = past.Document.Diff(after.Version, past.Document.Version);
        plain = new PlainPage(after);
        plain.Apply(diff);
        Assert.Equal(new PlainPage(past.Document).ToString(), plain.ToString());
    });

    [Fact]
    public void BetweenForks()
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText("Hello world"), second = page.AddText("second");
        Document fork = page.Fork(new ReplicaId(2));
        using (Transaction edit = fork.Begin("Ann"))
        {
            edit.DeleteText(block, 0, 5);
            edit.InsertText(block, 0, "Goodbye");
            edit.Move(second, BlockId.Root, 0);
            edit.SetProperty(block, "color", "red");
            edit.Commit();
        }
        page.Type(block, "!");
        DocumentDiff diff = Document.Diff(page, fork);
        BlockDelta moved = Assert.Single(diff.Blocks, delta => delta.Kinds == BlockChangeKinds.Moved);
        BlockDelta changed = Assert.Single(diff.Blocks, delta => delta.Block == block);
        Assert.Contains(moved.Block, new[] { second });
        Assert.Equal([TextDelta.Delete(5), TextDelta.Insert("Goodbye"), TextDelta.Retain(6), TextDelta.Delete(1)], changed.Text);
        Assert.Equal(new PropertyDelta("color", PropertyValue.Null, "red"), Assert.Single(changed.Properties));
        page.Merge(fork);
        fork.Merge(page);
        Assert.True(Document.Diff(page, fork).IsEmpty);
        Assert.Equal("Goodbye world!", page.GetBlock(block).Text);
    }

    [Fact]
    public void TextThatMovesAcrossASplitLeavesOneBlockAndComesIntoTheOther()
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText("ab");
        VersionVector before = page.Version;
        BlockId made;
        using (Transaction edit = page.Begin())
        {
            made = edit.Split(block, 1);
            edit.Commit();
        }
        DocumentDiff diff = page.Diff(before, page.Version);
        Assert.Equal([TextDelta.Retain(1), TextDelta.Delete(1)], Assert.Single(diff.Blocks, delta => delta.Block == block).Text);
        BlockDelta created = Assert.Single(diff.Blocks, delta => delta.Block == made);
        Assert.Equal(BlockChangeKinds.Created | BlockChangeKinds.Text, created.Kinds);
        Assert.Equal([TextDelta.Insert("b")], created.Text);
        Assert.Equal(BlockChangeKinds.Deleted, Assert.Single(page.Diff(page.Version, before).Blocks, delta => delta.Block == made).Kinds);
    }
}
