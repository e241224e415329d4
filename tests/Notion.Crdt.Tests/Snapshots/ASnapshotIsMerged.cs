using Notion.Crdt.Tests.Documents;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Snapshots;

/// <summary>A snapshot brings what it holds to any document, as an update with all its changes would.</summary>
public class ASnapshotIsMerged
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void ToDocumentsThatHoldNothingSomethingOrAll(int seed)
    {
        IReadOnlyList<byte[]> updates = History.Record(seed, seed % 2 == 0 ? Verbs.EditingAndUndo : Verbs.Editing);
        var all = new Document(new ReplicaId(1));
        foreach (byte[] update in updates) all.Apply(update);
        byte[] snapshot = all.Save();
        var random = new Random(seed);
        foreach (int known in new[] { 0, 1, random.Next(updates.Count), updates.Count })
        {
            var document = new Document(new ReplicaId(2));
            foreach (byte[] update in updates.Take(known)) document.Apply(update);
            Block root = document.Root;
            int before = document.ChangeCount;
            ApplyResult result = document.Merge(snapshot);
            Assert.Equal(new ApplyResult(all.ChangeCount - before, 0, 0, 0), result);
            Assert.Equal(Rendering.Of(all), Rendering.Of(document));
            Assert.Equal(snapshot, document.Save());
            Assert.Equal(root, document.Root);
            Assert.Equal(all.Root.Properties, root.Properties);
            Assert.Equal(default, document.Merge(snapshot));
        }
    }

    [Fact]
    public void ToADocumentWithChangesOfItsOwn()
    {
        Document one = PageOf(1, "one"), two = PageOf(2, "two");
        one.Merge(two.Save());
        two.Merge(one.Save());
        Assert.Equal(2, one.BlockCount);
        Assert.Equal(one.Save(), two.Save());
    }

    [Fact]
    public void AndListenersHearOfIt()
    {
        byte[] snapshot = PageOf(1, "text").Save();
        var document = new Document(new ReplicaId(2));
        var heard = new List<DocumentChangedEventArgs>();
        document.Changed += (_, change) => heard.Add(change);
        document.Merge(snapshot);
        Assert.Equal(document.EnumerateBlocks().Single().Id, Assert.Single(Assert.Single(heard).Blocks).Block);
        Assert.False(heard[0].IsLocal);
    }

    [Fact]
    public void AndWritingGoesOnFromThere()
    {
        Document first = PageOf(1, "text");
        var document = new Document(new ReplicaId(2));
        BlockId root = document.Root.Id;
        document.Merge(first.Save());
        using (Transaction edit = document.Begin("ann"))
        {
            edit.InsertText(document.EnumerateBlocks().Single().Id, 4, "!");
            edit.CreateBlock("text", root);
            first.Apply(edit.Commit().Span);
        }
        Assert.Equal(first.Save(), document.Save());
    }

    [Fact]
    public void OrRefusedWholeWhereItIsDamaged()
    {
        Document one = PageOf(1, "one"), other = PageOf(2, "another");
        byte[] saved = one.Save();
        byte[] cut = other.Save()[..^3];
        Assert.Equal(CrdtErrorCode.MalformedUpdate, Pages.Code(() => one.Merge(cut)));
        var empty = new Document(new ReplicaId(2));
        Assert.Equal(CrdtErrorCode.MalformedUpdate, Pages.Code(() => empty.Merge(cut)));
        Assert.Equal(0, empty.BlockCount);
        Assert.Equal(saved, one.Save());
    }

    [Fact]
    public void ButNotInsideATransaction()
    {
        byte[] snapshot = PageOf(1, "one").Save();
        var document = new Document(new ReplicaId(2));
        using Transaction edit = document.Begin();
        Assert.Equal(CrdtErrorCode.TransactionState, Pages.Code(() => document.Merge(snapshot)));
    }

    private static Document PageOf(long replica, string text)
    {
        Document page = Pages.New(replica);
        page.AddText(text);
        return page;
    }
}
