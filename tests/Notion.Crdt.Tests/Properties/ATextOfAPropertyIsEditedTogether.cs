using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Properties;

public class ATextOfAPropertyIsEditedTogether
{
    [Fact]
    public void TwoWhoBeginATitleAtOnceKeepBoth()
    {
        Document first = Pages.New(1), second = Pages.New(2);
        byte[] one = Write(first, BlockId.Root, 0, "Meeting"), two = Write(second, BlockId.Root, 0, "Plan");
        first.Apply(two);
        second.Apply(one);
        Assert.Equal("MeetingPlan", first.Root.GetText("title"));
        Assert.Equal(first.Root.GetRichText("title"), second.Root.GetRichText("title"));
        second.Apply(Write(first, BlockId.Root, 7, " and "));
        Assert.Equal("Meeting and Plan", second.Root.AsPage().Title.Text);
        using (Transaction edit = second.Begin())
        {
            edit.DeleteText(BlockId.Root, "title", 5, 9);
            edit.Mark(BlockId.Root, "title", 0, 7, MarkTypes.Bold, true);
            first.Apply(edit.Commit().Span);
        }
        Assert.Equal("Meetian", second.Root.GetText("title"));
        Assert.Equal(RichText.From("Meetian", TextMarks.None.With(MarkTypes.Bold, true)), first.Root.GetRichText("title"));
        Assert.Equal(first.Save(), second.Save());
        Assert.Equal(0, first.BlockCount);
    }

    [Fact]
    public void ItStaysWithItsBlockThroughTheTrash()
    {
        Document page = Pages.New(1);
        BlockId picture = page.AddText("picture");
        Write(page, picture, 0, "A cat");
        Cursor cursor = page.CreateCursor(picture, "title", 2);
        Assert.Equal(new CursorPosition(CursorStatus.Shown, picture, 2) { Property = "title" }, page.Resolve(cursor));
        Do(page, edit => edit.Delete(picture));
        Assert.Equal("A cat", page.GetBlock(picture).GetText("title"));
        Assert.Equal(CursorStatus.InTrash, page.Resolve(cursor).Status);
        Assert.Equal(CrdtErrorCode.BlockNotLive, Pages.Code(() => Write(page, picture, 0, "x")));
        Do(page, edit => edit.Restore(picture));
        Write(page, picture, 0, "> ");
        Assert.Equal("> A cat", page.GetBlock(picture).GetText("title"));
        Assert.Equal(4, page.Resolve(cursor).Offset);
    }

    [Fact]
    public void WritingInsideADeletedBlockDoesNotLetTheTextEscape()
    {
        Document first = Pages.New(1), second = Pages.New(2);
        BlockId block = first.AddText("picture");
        second.Merge(first);
        byte[] written = Write(second, block, 0, "caption");
        Do(first, edit => edit.Delete(block));
        first.Apply(written);
        second.Merge(first);
        Assert.Empty(second.EnumerateBlocks());
        Assert.Equal("caption", Assert.Single(first.EnumerateTrash()).GetText("title"));
        Assert.Equal(first.Save(), second.Save());
    }

    [Fact]
    public void UndoTakesBackWhatOnePersonTyped()
    {
        Document page = Pages.New(1), other = Pages.New(2);
        var undo = new UndoHistory(page);
        Write(page, BlockId.Root, 0, "mine");
        other.Merge(page);
        page.Apply(Write(other, BlockId.Root, 4, " theirs"));
        Assert.True(undo.Undo().Changed);
        Assert.Equal(" theirs", page.Root.GetText("title"));
        Assert.True(undo.Redo().Changed);
        Assert.Equal("mine theirs", page.Root.GetText("title"));
    }

    [Fact]
    public void EventsTellItsSteps()
    {
        Document page = Pages.New(1), other = Pages.New(2);
        var told = new List<string>();
        other.Changed += (_, change) =>
        {
            foreach (BlockChange block in change.Blocks)
                foreach (PropertyTextChange text in block.PropertyTexts)
                    told.Add($"{block.Kinds} {text.Key} {string.Join(", ", text.Edits.Select(edit => $"{edit.Offset}-{edit.Removed}+{edit.Inserted}"))}");
        };
        other.Apply(Write(page, BlockId.Root, 0, "title"));
        other.Apply(Write(page, BlockId.Root, 5, "s"));
        Assert.Equal(["PropertyTexts title 0-0+title", "PropertyTexts title 5-0+s"], told);
    }

    [Fact]
    public void ATransactionThatIsNotCommittedLeavesNone()
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText("a");
        byte[] before = page.Save();
        using (Transaction edit = page.Begin())
        {
            edit.InsertText(block, "title", 0, "never");
            edit.InsertText(BlockId.Root, "title", 0, "never");
        }
        Assert.Equal(before, page.Save());
        Assert.Empty(page.Root.PropertyTexts);
        Write(page, block, 0, "once");
        Assert.Equal("once", page.GetBlock(block).GetText("title"));
    }

    [Fact]
    public void WhatCannotBeIsSaidAtTheCall()
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText("a");
        byte[] before = page.Save();
        using (Transaction edit = page.Begin())
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => Again(page).InsertText(block, "title", 1, "x"));
            Assert.Throws<ArgumentOutOfRangeException>(() => Again(page).DeleteText(block, "title", 0, 1));
            Assert.Throws<ArgumentOutOfRangeException>(() => Again(page).DeleteText(block, "title", 0, -1));
            Assert.Throws<ArgumentException>(() => Again(page).InsertText(block, "", 0, "x"));
            Assert.Equal(CrdtErrorCode.BrokenSurrogatePair, Pages.Code(() => Again(page).InsertText(block, "title", 0, "\ud83d")));
            edit.InsertText(block, "title", 0, "");
            Assert.True(edit.Commit().IsEmpty);
        }
        Assert.Equal(before, page.Save());
    }

    private static Transaction Again(Document page) => new(page, page.OpenTransaction);

    private static byte[] Write(Document page, BlockId block, int offset, string text)
    {
        using Transaction edit = page.Begin();
        edit.InsertText(block, "title", offset, text);
        return edit.Commit().ToArray();
    }

    private delegate void Verb(Transaction edit);

    private static void Do(Document page, Verb verb)
    {
        using Transaction edit = page.Begin();
        verb(edit);
        edit.Commit();
    }
}
