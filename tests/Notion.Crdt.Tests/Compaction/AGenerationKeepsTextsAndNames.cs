using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Compaction;

public class AGenerationKeepsTextsAndNames
{
    private static readonly Guid Uuid = new("0f8fad5b-d9cb-469f-a165-70867728950e");

    [Fact]
    public void OfProperties()
    {
        Document page = Written();
        Document next = page.StartGeneration(new ReplicaId(5));
        AssertShows(next);
        AssertShows(Document.Load(next.Save(), new ReplicaId(6)));
        using (Transaction edit = next.Begin())
        {
            edit.InsertText(BlockId.Root, BlockTexts.Title, 4, "!");
            edit.Commit();
        }
        Assert.Equal("Plan!", next.Root.GetText(BlockTexts.Title));
        Assert.Equal(page.BlockCount, next.BlockCount);
    }

    [Fact]
    public void AndSoDoesARebase()
    {
        Document server = Written(), person = server.Fork(new ReplicaId(2));
        using (Transaction edit = person.Begin())
        {
            edit.InsertText(BlockId.Root, BlockTexts.Title, 4, " B");
            edit.InsertText(BlockId.Root, "subtitle", 0, "new");
            edit.CreateBlock("text", BlockId.Root, new Guid(7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7));
            edit.Commit();
        }
        RebaseResult result = person.Rebase(server.StartGeneration(new ReplicaId(5)).Save(), new ReplicaId(6));
        Assert.Empty(result.Lost);
        Assert.Equal("Plan B", result.Document.Root.GetText(BlockTexts.Title));
        Assert.Equal("new", result.Document.Root.GetText("subtitle"));
        Assert.True(result.Document.TryGetBlock(new Guid(7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7), out _));
    }

    private static Document Written()
    {
        Document page = Pages.New(1);
        using Transaction edit = page.Begin();
        edit.InsertText(BlockId.Root, BlockTexts.Title, 0, "Plans");
        edit.DeleteText(BlockId.Root, BlockTexts.Title, 4, 1);
        BlockId block = edit.CreateBlock("image", BlockId.Root, Uuid);
        edit.InsertText(block, BlockTexts.Caption, 0, RichText.From("A cat", TextMarks.None.With(MarkTypes.Italic, true)));
        edit.Commit();
        return page;
    }

    private static void AssertShows(Document page)
    {
        Assert.Equal("Plan", page.Root.AsPage().Title.Text);
        Assert.True(page.TryGetBlock(Uuid, out Block block));
        Assert.Equal(RichText.From("A cat", TextMarks.None.With(MarkTypes.Italic, true)), block.AsMedia().Caption);
    }
}
