using Microsoft.Extensions.Time.Testing;
using Notion.Crdt.Tests.Documents;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Undo;

public sealed class EachVerbIsTakenBack : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Document _page;
    private readonly BlockId _a, _b;
    private readonly UndoHistory _history;

    public EachVerbIsTakenBack()
    {
        _page = Pages.New(1, _time);
        _a = _page.AddText("hello");
        _b = _page.AddText("world");
        _history = new UndoHistory(_page, new UndoHistoryOptions { GroupingInterval = TimeSpan.Zero });
    }

    public void Dispose() => _history.Dispose();

    public static TheoryData<string> Verbs =>
        ["type", "erase", "split", "join", "move", "delete", "create", "property", "type of block", "set", "set removal", "counter", "mark", "unmark", "rich text", "restore", "many"];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void UndoShowsWhatWasAndRedoWhatCame(string verb)
    {
        Do(edit => edit.SetProperty(_a, "color", "red"));
        Do(edit => edit.AddToSet(_a, "tags", "old"));
        Do(edit => edit.Mark(_a, 0, 4, "italic", true));
        BlockId gone = _page.AddText("gone");
        Do(edit => edit.Delete(gone));
        string before = Shown();
        Do(edit => Act(edit, verb, gone));
        string after = Shown();
        Assert.NotEqual(before, after);
        for (int i = 0; i < 3; i++)
        {
            UndoResult undone = _history.Undo();
            Assert.True(undone.Changed);
            Assert.False(undone.Update.IsEmpty);
            Assert.Equal(before, Shown());
            Assert.True(_history.Redo().Changed);
            Assert.Equal(after, Shown());
        }
        Document other = Pages.New(9, _time);
        other.Apply(_page.ExportSince(VersionVector.Empty));
        Assert.Equal(Rendering.Of(_page), Rendering.Of(other));
        Assert.Equal(_page.Save(), other.Save());
    }

    [Fact]
    public void WhatComesBackIsTheSameWithItsCursorsAndChildren()
    {
        Do(edit => edit.Move(_b, _a));
        Cursor cursor = _page.CreateCursor(_b, 3);
        Do(edit => edit.Delete(_a));
        Assert.Equal(CursorStatus.InTrash, _page.Resolve(cursor).Status);
        _history.Undo();
        Assert.Equal(new CursorPosition(CursorStatus.Shown, _b, 3), _page.Resolve(cursor));
        Assert.Equal(_a, _page.GetBlock(_b).Parent?.Id);

        Do(edit => edit.DeleteText(_b, 0, 5));
        Assert.Equal(0, _page.Resolve(cursor).Offset);
        _history.Undo();
        Assert.Equal(3, _page.Resolve(cursor).Offset);
    }

    [Fact]
    public void RedoOfASplitBringsTheSameBlockBack()
    {
        BlockId made = default;
        Do(edit => made = edit.Split(_a, 2));
        _history.Undo();
        Assert.False(_page.GetBlock(made).IsLive);
        _history.Redo();
        Assert.Equal(["he", "llo", "world"], _page.Texts());
        Assert.True(_page.GetBlock(made).IsLive);
    }

    [Fact]
    public void ASplitThatTookJoinedAndContinuedBlocksAlongIsTakenBackWhole()
    {
        BlockId c = _page.AddText("third"), child = default;
        Do(edit => child = edit.CreateBlock("text", c));
        Do(edit => edit.Join(_b));
        Do(edit => edit.Join(c));
        string joined = Shown();
        Do(edit => edit.Split(_a, 3));
        string split = Shown();
        _history.Undo();
        Assert.Equal(joined, Shown());
        _history.Redo();
        Assert.Equal(split, Shown());
        while (_history.CanUndo) _history.Undo();
        Assert.Equal(["hello", "world"], _page.Texts());
    }

    [Fact]
    public void ARedoneInsertIsTheSameText()
    {
        Do(edit => edit.InsertText(_a, 5, "!!"));
        Cursor cursor = _page.CreateCursor(_a, 6);
        _history.Undo();
        Assert.Equal(5, _page.Resolve(cursor).Offset);
        _history.Redo();
        Assert.Equal(6, _page.Resolve(cursor).Offset);
        Assert.Equal("hello!!", _page.GetBlock(_a).Text);
    }

    [Fact]
    public void ANewEditDropsWhatCouldBeRedone()
    {
        Do(edit => edit.InsertText(_a, 0, "x"));
        _history.Undo();
        Assert.True(_history.CanRedo);
        Do(edit => edit.InsertText(_b, 0, "y"));
        Assert.False(_history.CanRedo);
        Assert.Equal(default, _history.Redo());
    }

    private void Act(Transaction edit, string verb, BlockId gone)
    {
        switch (verb)
        {
            case "type": edit.InsertText(_a, 2, "xyz😀"); break;
            case "erase": edit.DeleteText(_a, 1, 3); break;
            case "split": edit.Split(_a, 2); break;
            case "join": edit.Join(_b); break;
            case "move": edit.Move(_b, _a); break;
            case "delete": edit.Delete(_a); break;
            case "create": edit.InsertText(edit.CreateBlock("quote", BlockId.Root, 1), 0, "new"); break;
            case "property": edit.SetProperty(_a, "color", PropertyValue.Null); edit.SetProperty(_a, "size", 3); break;
            case "type of block": edit.SetType(_a, "quote"); edit.SetType(_a, "code"); break;
            case "set": edit.AddToSet(_a, "tags", "new"); break;
            case "set removal": edit.RemoveFromSet(_a, "tags", "old"); break;
            case "counter": edit.Increment(_a, "votes", 3); break;
            case "mark": edit.Mark(_a, 0, 2, "bold", true); break;
            case "unmark": edit.Unmark(_a, 1, 1, "italic"); break;
            case "rich text": edit.InsertText(_a, 1, RichText.From("rich")); break;
            case "restore": edit.Restore(gone, _a); break;
            default:
                foreach (string other in Verbs.Select(row => row.Data).Where(other => other is not ("many" or "delete" or "join"))) Act(edit, other, gone);
                edit.DeleteText(_a, 0, 1);
                edit.Join(_b);
                edit.Delete(_a);
                break;
        }
    }

    private string Shown() => string.Join('\n', Rendering.Of(_page).Split('\n').Where(line => !line.StartsWith("trash", StringComparison.Ordinal)));

    private delegate void Edit(Transaction edit);

    private void Do(Edit what)
    {
        using Transaction edit = _page.Begin();
        what(edit);
        edit.Commit();
    }
}
