namespace Notion.Crdt.Tests.Events;

public class ASplitReportsTheTextThatLeft
{
    [Fact]
    public void WhereItIsMadeAndWhereItArrives()
    {
        var ana = new Document(new ReplicaId(1));
        var ben = new Document(new ReplicaId(2));
        BlockId block;
        using (Transaction edit = ana.Begin())
        {
            block = edit.CreateBlock("paragraph", BlockId.Root);
            edit.InsertText(block, 0, "hello world");
            edit.Commit();
        }
        ben.Apply(ana.ExportSince(ben.Version));

        var reports = new List<BlockChange>();
        void Note(object? sender, DocumentChangedEventArgs change) => reports.AddRange(change.Blocks);
        ana.Changed += Note;
        ben.Changed += Note;
        BlockId second;
        using (Transaction edit = ana.Begin())
        {
            second = edit.Split(block, 6);
            edit.Commit();
        }
        ben.Apply(ana.ExportSince(ben.Version));

        Assert.Equal(2, reports.Count(report => report.Block == second && report.Kinds == BlockChangeKinds.Created));
        BlockChange[] cuts = [.. reports.Where(report => report.Block == block)];
        Assert.Equal(2, cuts.Length);
        Assert.All(cuts, cut => Assert.Equal(BlockChangeKinds.Text, cut.Kinds));
        Assert.All(cuts, cut => Assert.Equal([new TextEdit(6, 5, "")], cut.Text));
    }
}
