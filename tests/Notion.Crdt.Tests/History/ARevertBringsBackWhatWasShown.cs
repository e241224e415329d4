using Notion.Crdt.Tests.Documents;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Histories;

public class ARevertBringsBackWhatWasShown
{
    [Fact]
    public void AtAnyVersionOfAnyHistory() => Past.ForMany(past =>
    {
        Document then = past.Some(), document = past.Document, other = document.Fork(ReplicaId.Create(past.Random));
        Document bystander = document.Fork(ReplicaId.Create(past.Random));
        byte[] concurrent = EditAtRandom(bystander, past);
        string now = new PlainPage(document).ToString();
        VersionVector version = document.Version;

        ReadOnlyMemory<byte> update = document.Revert(then.Version, "Ann");
        Assert.Equal(new PlainPage(then).ToString(), new PlainPage(document).ToString());
        Assert.True(document.Revert(then.Version).IsEmpty, "What is shown already needs no change.");
        if (!update.IsEmpty) other.Apply(update.Span);
        Assert.Equal(Rendering.Of(document), Rendering.Of(other));

        document.Revert(version);
        Assert.Equal(now, new PlainPage(document).ToString());

        document.Apply(concurrent);
        bystander.Merge(document);
        other.Merge(bystander);
        Assert.Equal(Rendering.Of(document), Rendering.Of(bystander));
        Assert.Equal(Rendering.Of(document), Rendering.Of(other));
        Assert.True(document.Save().AsSpan().SequenceEqual(other.Save()));
    });

    [Fact]
    public void WithItsIdentities()
    {
        Document page = Pages.New(1);
        BlockId first = page.AddText("Hello world"), gone = page.AddText("gone");
        VersionVector then = page.Version;
        BlockId made;
        using (Transaction edit = page.Begin())
        {
            made = edit.Split(first, 6);
            edit.Delete(gone);
            edit.SetProperty(first, "color", "red");
            edit.SetType(first, "quote");
            edit.Commit();
        }
        Document other = page.Fork(new ReplicaId(2));
        other.Type(made, "!");                          // while the revert is made elsewhere
        page.Revert(then);
        Assert.Equal(["Hello world", "gone"], page.Texts());
        Assert.Equal(gone, page.EnumerateBlocks().Last().Id);
        Assert.Equal("text", page.GetBlock(first).Type);
        Assert.Equal(PropertyValue.Null, page.GetBlock(first)["color"]);
        page.Merge(other);
        Assert.Equal(["Hello world!", "gone"], page.Texts());
        foreach (AuthoredText run in page.GetAuthorship(first).Text.SkipLast(1)) Assert.True(then.Includes(run.By.Operation));
    }

    private static byte[] EditAtRandom(Document document, Past past)
    {
        var person = new Person(document, past.Random) { ChecksLocality = false };
        using Transaction edit = document.Begin();
        for (int i = 0; i < 3; i++) person.Act(edit);
        ReadOnlyMemory<byte> update = edit.Commit();
        return update.IsEmpty ? [0x91, 0x01] : update.ToArray();
    }
}
