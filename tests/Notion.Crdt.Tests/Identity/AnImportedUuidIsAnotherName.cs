using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Identity;

public class AnImportedUuidIsAnotherName
{
    private static readonly Guid Uuid = new("0f8fad5b-d9cb-469f-a165-70867728950e");

    [Fact]
    public void ByWhichTheBlockIsFoundEverywhere()
    {
        Document page = Pages.New(1), other = Pages.New(2);
        BlockId block = Import(page);
        other.Merge(page);
        foreach (Document document in new[] { page, other, Document.Load(page.Save(), new ReplicaId(3)) })
        {
            Assert.True(document.TryGetBlock(Uuid, out Block found));
            Assert.Equal(block, found.Id);
            Assert.Equal(Uuid, found.ImportedAs);
            Assert.Equal(block, document.GetBlock(BlockId.From(Uuid)).Id);
            Assert.True(document.TryGetBlock(block.ToGuid(), out _));
        }
        using Transaction edit = page.Begin();
        edit.InsertText(BlockId.From(Uuid), 0, "by its name");
        Assert.Equal("by its name", page.GetBlock(block).Text);
    }

    [Fact]
    public void TwoWhoImportItAtOnceMakeTwoBlocksAndTheLeastHasTheName()
    {
        Document first = Pages.New(1), second = Pages.New(2);
        BlockId one = Import(first), two = Import(second);
        Assert.True(second.TryGetBlock(Uuid, out Block found));
        Assert.Equal(two, found.Id);
        first.Merge(second);
        second.Merge(first);
        foreach (Document document in new[] { first, second, Document.Load(second.Save(), new ReplicaId(3)) })
        {
            Assert.Equal([one, two], document.GetImports(Uuid).Select(block => block.Id));
            Assert.True(document.TryGetBlock(Uuid, out found));
            Assert.Equal(one, found.Id);
            Assert.Equal(2, document.EnumerateBlocks().Count());
        }
        Assert.Equal(first.Save(), second.Save());
    }

    [Fact]
    public void WhoKnowsItCannotImportItAgain()
    {
        Document page = Pages.New(1);
        BlockId block = Import(page);
        byte[] before = page.Save();
        Assert.Equal(CrdtErrorCode.DuplicateBlock, Pages.Code(() => Import(page)));
        Assert.Equal(CrdtErrorCode.DuplicateBlock, Pages.Code(() => Import(page, block.ToGuid())));
        Assert.Throws<ArgumentException>(() => Import(page, Guid.Empty));
        Assert.Throws<ArgumentException>(() => Import(page, BlockId.Trash.ToGuid()));
        Assert.Equal(before, page.Save());
    }

    [Fact]
    public void AnImportThatIsRolledBackLeavesNoName()
    {
        Document page = Pages.New(1);
        using (Transaction edit = page.Begin()) edit.CreateBlock("text", BlockId.Root, Uuid);
        Assert.False(page.TryGetBlock(Uuid, out _));
        Assert.Empty(page.GetImports(Uuid));
        Import(page);
        Assert.True(page.TryGetBlock(Uuid, out _));
    }

    private static BlockId Import(Document page) => Import(page, Uuid);

    private static BlockId Import(Document page, Guid uuid)
    {
        using Transaction edit = page.Begin();
        BlockId block = edit.CreateBlock("text", BlockId.Root, uuid);
        edit.Commit();
        return block;
    }
}
