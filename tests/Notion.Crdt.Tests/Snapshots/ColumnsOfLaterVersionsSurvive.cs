using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Snapshots;

/// <summary>What a later version adds to a snapshot, this one keeps; what it cannot do without, this one refuses to open.</summary>
public class ColumnsOfLaterVersionsSurvive
{
    [Fact]
    public void UnknownColumnsIdAndGenerationAreWrittenAgain()
    {
        SnapshotParts parts = SnapshotParts.Read(Page().StartGeneration(new ReplicaId(7)).Save());
        parts.Id = [1, 2, 3, 4];
        parts.Optional = 5;
        parts.State.Add(63, [9, 9, 9]);
        parts.State.Add(1_000, new byte[10_000]);
        parts.History.Add(999, [1]);

        Document opened = Document.Load(parts.Write(), new ReplicaId(2));
        using (Transaction edit = opened.Begin())
        {
            edit.CreateBlock("text", BlockId.Root);
            edit.Commit();
        }
        SnapshotParts again = SnapshotParts.Read(opened.Save());

        Assert.Equal(parts.Id, again.Id);
        Assert.Equal(1, again.Generation);
        Assert.Equal(5, again.Optional);
        Assert.Equal(parts.State[63], again.State[63]);
        Assert.Equal(parts.State[1_000], again.State[1_000]);
        Assert.Equal(parts.History[999], again.History[999]);
        Assert.Equal(opened.Save(), Document.Load(opened.Save(), new ReplicaId(3)).Save());
    }

    [Fact]
    public void ARequiredFeatureAndAnotherVersionAreRefused()
    {
        SnapshotParts parts = SnapshotParts.Read(Page().Save());
        parts.Required = 1 << 20;
        Assert.Equal(CrdtErrorCode.UnsupportedFormat, Pages.Code(() => Document.Load(parts.Write(), new ReplicaId(2))));
        parts.Required = 0;
        parts.Version = 2;
        Assert.Equal(CrdtErrorCode.UnsupportedFormat, Pages.Code(() => Document.Load(parts.Write(), new ReplicaId(2))));
    }

    private static Document Page()
    {
        var page = new Document(new ReplicaId(1));
        using Transaction edit = page.Begin();
        edit.InsertText(edit.CreateBlock("text", BlockId.Root), 0, "kept");
        edit.Commit();
        return page;
    }
}
