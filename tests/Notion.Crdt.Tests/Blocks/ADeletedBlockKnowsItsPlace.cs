namespace Notion.Crdt.Tests.Blocks;

public class ADeletedBlockKnowsItsPlace
{
    [Fact]
    public void WhereItStoodAsTheOthersStandNow()
    {
        var document = new Document(new ReplicaId(1));
        BlockId above, a, b, c;
        using (Transaction edit = document.Begin())
        {
            above = edit.CreateBlock("toggle", BlockId.Root);
            a = edit.CreateBlock("text", above);
            b = edit.CreateBlock("text", above);
            c = edit.CreateBlock("text", above);
            edit.Commit();
        }
        Assert.Null(document.GetBlock(b).DeletedFrom);
        Do(document, (in Transaction edit) => edit.Delete(b));
        Assert.Equal((document.GetBlock(above), 1), document.GetBlock(b).DeletedFrom);
        Do(document, (in Transaction edit) => edit.CreateBlock("text", above, 0));
        Assert.Equal((document.GetBlock(above), 2), document.GetBlock(b).DeletedFrom);
        Document loaded = Document.Load(document.Save(), new ReplicaId(2));
        Assert.Equal((loaded.GetBlock(above), 2), loaded.GetBlock(b).DeletedFrom);
        Do(document, (in Transaction edit) => edit.Restore(b, above, 2));
        Assert.Null(document.GetBlock(b).DeletedFrom);
        Assert.Equal([a, b, c], document.GetBlock(above).Children.Skip(1).Select(block => block.Id));

        Do(document, (in Transaction edit) => edit.Delete(above));
        Assert.Equal((document.Root, 0), document.GetBlock(above).DeletedFrom);
        Assert.Null(document.GetBlock(a).DeletedFrom);
        Do(document, (in Transaction edit) => edit.Restore(above));
        Do(document, (in Transaction edit) => edit.Delete(b));
        Do(document, (in Transaction edit) => edit.Delete(above));
        Assert.Null(document.GetBlock(b).DeletedFrom);
    }

    private delegate void Verb(in Transaction edit);

    private static void Do(Document document, Verb verb)
    {
        using Transaction edit = document.Begin();
        verb(edit);
        edit.Commit();
    }
}
