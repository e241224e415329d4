namespace Notion.Crdt.Tests.Snapshots;

/// <summary>An edit unpacks what edits need: erased text and the history wait until somebody asks for them.</summary>
public class WhatIsNotNeededStaysPacked
{
    private const int ErasedText = 46;

    [Fact]
    public void ErasedTextComesBackWhenItIsRestored()
    {
        (byte[] saved, byte[] restored, Document origin) = Erased();
        Document loaded = Document.Load(saved, new ReplicaId(9));
        Type(loaded, "!");
        Assert.NotNull(loaded.State.ErasedText);

        loaded.Apply(restored);
        Assert.Null(loaded.State.ErasedText);
        Assert.Equal("one two 🙂 three!", TextOf(loaded));
        origin.Apply(loaded.ExportSince(origin.Version));
        Assert.Equal(origin.Save(), loaded.Save());
    }

    [Fact]
    public void ErasedTextThatIsNoneIsRefusedWhenItIsNeeded()
    {
        (byte[] saved, byte[] restored, _) = Erased();
        SnapshotParts parts = SnapshotParts.Read(saved);
        parts.State[ErasedText] = [.. parts.State[ErasedText], (byte)'x'];
        byte[] forged = parts.Write();
        Assert.Equal(CrdtErrorCode.MalformedUpdate, Assert.Throws<CrdtException>(() => Document.Load(forged, new ReplicaId(9), new DocumentOptions { VerifySnapshots = true })).Code);

        Document loaded = Document.Load(forged, new ReplicaId(9));
        Type(loaded, "!");
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(CrdtErrorCode.MalformedUpdate, Assert.Throws<CrdtException>(() => loaded.Apply(restored)).Code);
            Assert.Equal(CrdtErrorCode.MalformedUpdate, Assert.Throws<CrdtException>(loaded.Save).Code);
            Assert.Equal("one  three!", TextOf(loaded));
        }
    }

    [Fact]
    public void WhatCameSinceIsToldWithoutTheHistory()
    {
        (byte[] saved, byte[] restored, Document origin) = Erased();
        Document loaded = Document.Load(saved, new ReplicaId(9));
        VersionVector opened = loaded.Version;
        Type(loaded, "!");
        loaded.Apply(restored);
        loaded.Apply(restored);
        byte[] since = loaded.ExportSince(opened);
        Assert.NotNull(loaded.State.Archive.Packed);

        Document other = Document.Load(saved, new ReplicaId(10));
        other.Apply(since);
        Assert.Equal("one two 🙂 three!", TextOf(other));
        Assert.Equal(loaded.Save(), other.Save());

        Assert.Equal(4, origin.ExportSince(VersionVector.Empty)[0] & 0x0f);     // an array of the version and as many changes
        Assert.Equal(5, loaded.ExportSince(VersionVector.Empty)[0] & 0x0f);
        Assert.Null(loaded.State.Archive.Packed);
    }

    /// <summary>A page of which a part was erased, saved; and the update that restores it.</summary>
    private static (byte[] Saved, byte[] Restored, Document Origin) Erased()
    {
        var page = new Document(new ReplicaId(1));
        using (Transaction edit = page.Begin())
        {
            edit.InsertText(edit.CreateBlock("text", BlockId.Root), 0, "one two 🙂 three");
            edit.Commit();
        }
        var undo = new UndoHistory(page, new UndoHistoryOptions());
        using (Transaction edit = page.Begin())
        {
            edit.DeleteText(page.EnumerateBlocks().First().Id, 4, 6);
            edit.Commit();
        }
        byte[] saved = page.Save();
        VersionVector before = page.Version;
        undo.Undo();
        return (saved, page.ExportSince(before), page);
    }

    private static void Type(Document document, string text)
    {
        using Transaction edit = document.Begin();
        Block block = document.EnumerateBlocks().First();
        edit.InsertText(block.Id, block.TextLength, text);
        edit.Commit();
    }

    private static string TextOf(Document document) => document.EnumerateBlocks().First().Text;
}
