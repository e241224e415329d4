using Microsoft.Extensions.Time.Testing;
using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Undo;

/// <summary>Ann undoes; Ben has done something before, since, or at the same time.</summary>
public sealed class UndoLeavesOthersAlone : IDisposable
{
    private readonly Document _ann, _ben;
    private readonly UndoHistory _annUndo, _benUndo;
    private readonly BlockId _block, _second;

    public UndoLeavesOthersAlone()
    {
        var time = new FakeTimeProvider();
        (_ann, _ben) = (Pages.New(1, time), Pages.New(2, time));
        _block = _ann.AddText("hello");
        _second = _ann.AddText("world");
        Sync();
        var options = new UndoHistoryOptions { GroupingInterval = TimeSpan.Zero };
        _annUndo = new UndoHistory(_ann, options);
        _benUndo = new UndoHistory(_ben, options);
    }

    public void Dispose()
    {
        _annUndo.Dispose();
        _benUndo.Dispose();
    }

    /// <summary>One pushes, the other deletes; the push is undone, and then the deletion: nothing is left.</summary>
    [Fact]
    public void YjsIssue402_UndoingADeletionDoesNotReviveWhatItsAuthorHasTakenBack()
    {
        Do(_ann, edit => edit.InsertText(_block, 5, "!"));
        Sync();
        Do(_ben, edit => edit.DeleteText(_block, 5, 1));
        Sync();
        _annUndo.Undo();
        Sync();
        _benUndo.Undo();
        Sync();
        AssertBoth("hello", "world");

        Assert.True(_annUndo.Redo().Changed);
        Sync();
        AssertBoth("hello!", "world");
    }

    /// <summary>The same with a block: it was gone when its author took it back, and does not come back with the deletion. Redone, it does.</summary>
    [Fact]
    public void YjsIssue402_ABlockDoesNotComeBackWithItsDeletion()
    {
        BlockId made = default;
        Do(_ann, edit => made = edit.CreateBlock("text", BlockId.Root));
        Sync();
        Do(_ben, edit => edit.Delete(made));
        Sync();
        Assert.False(_annUndo.Undo().Changed);
        Sync();
        Assert.False(_benUndo.Undo().Changed);
        Sync();
        AssertBoth("hello", "world");
    }

    /// <summary>And with a value and a place: what the one had taken back under the other's does not come back with that.</summary>
    [Fact]
    public void YjsIssue402_AValueAndAPlaceThatWereTakenBackDoNotComeBack()
    {
        Do(_ann, edit => edit.SetProperty(_block, "left", 100));
        Do(_ann, edit => edit.Move(_block, BlockId.Root));
        Sync();
        Do(_ben, edit => edit.SetProperty(_block, "left", 200));
        Do(_ben, edit => edit.Move(_block, BlockId.Root));
        Sync();
        Assert.False(_annUndo.Undo().Changed);
        Sync();
        Assert.True(_benUndo.Undo().Changed);
        Assert.True(_benUndo.Undo().Changed);
        Sync();
        Assert.Equal(PropertyValue.Null, _ann.GetBlock(_block)["left"]);
        AssertBoth("hello", "world");
    }

    /// <summary>Two people drag the same thing by turns. By default nobody undoes what the other did since; and who takes back the value that counts goes back to what is left of the others.</summary>
    [Fact]
    public void YjsIssue390_AKeyThatTheOtherHasOverwrittenStays()
    {
        DragByTurns();
        Assert.False(_annUndo.Undo().Changed);
        Sync();
        Assert.Equal(300, _ann.GetBlock(_block)["left"]);
        Assert.True(_benUndo.Undo().Changed);
        Sync();
        Assert.Equal(100, _ann.GetBlock(_block)["left"]);
        Assert.True(_benUndo.Undo().Changed);
        Sync();
        Assert.Equal(PropertyValue.Null, _ann.GetBlock(_block)["left"]);
    }

    [Fact]
    public void YjsIssue390_AKeyThatTheOtherHasOverwrittenIsSetBackWhereThatIsAskedFor()
    {
        using var overwriting = new UndoHistory(_ann, new UndoHistoryOptions { GroupingInterval = TimeSpan.Zero, OverwritesOthers = true });
        DragByTurns();
        Assert.True(overwriting.Undo().Changed);
        Sync();
        Assert.Equal(100, _ben.GetBlock(_block)["left"]);
    }

    /// <summary>A history that begins after an import, an edit in what was imported, and its undo: the block is as it was, and the same.</summary>
    [Fact]
    public void LoroIssue1055_UndoingAnEditInAnImportedBlockKeepsTheBlock()
    {
        Document late = Pages.New(3);
        late.Apply(_ann.ExportSince(VersionVector.Empty));
        using var history = new UndoHistory(late);
        Cursor cursor = late.CreateCursor(_block, 3);
        Do(late, edit =>
        {
            edit.InsertText(_block, 5, ", you");
            edit.SetProperty(_block, "color", "red");
            edit.Move(_block, _second);
        });
        Assert.True(history.Undo().Changed);
        Assert.Equal(["hello", "world"], late.Texts());
        Assert.True(late.GetBlock(_block).IsLive);
        Assert.Equal(BlockId.Root, late.GetBlock(_block).Parent?.Id);
        Assert.Equal(PropertyValue.Null, late.GetBlock(_block)["color"]);
        Assert.Equal(new CursorPosition(CursorStatus.Shown, _block, 3), late.Resolve(cursor));
        Assert.False(history.CanUndo);
    }

    [Fact]
    public void LoroIssue1055_SoWhenTheImportComesInBetween()
    {
        Do(_ann, edit => edit.InsertText(_block, 0, "a"));
        Do(_ben, edit => edit.CreateBlock("text", BlockId.Root));
        Sync();
        Do(_ann, edit => edit.InsertText(_second, 0, "b"));
        _annUndo.Undo();
        _annUndo.Undo();
        Sync();
        AssertBoth("hello", "world", "");
    }

    [Fact]
    public void WhatBothErasedComesBackWhenBothTakeItBack()
    {
        Do(_ann, edit => edit.DeleteText(_block, 1, 3));
        Do(_ben, edit => edit.DeleteText(_block, 2, 3));
        Sync();
        AssertBoth("h", "world");
        _annUndo.Undo();
        Sync();
        AssertBoth("he", "world");
        _benUndo.Undo();
        Sync();
        AssertBoth("hello", "world");
    }

    [Fact]
    public void TextTypedIntoMyTextStaysWhenMineGoes()
    {
        Do(_ann, edit => edit.InsertText(_block, 5, " dear"));
        Sync();
        Do(_ben, edit => edit.InsertText(_block, 8, "XX"));
        Sync();
        _annUndo.Undo();
        Sync();
        AssertBoth("helloXX", "world");
    }

    [Fact]
    public void ABlockIntoWhichTheOtherTypedStaysForThat()
    {
        BlockId made = default;
        Do(_ann, edit => edit.InsertText(made = edit.CreateBlock("text", BlockId.Root), 0, "mine"));
        Sync();
        Do(_ben, edit => edit.InsertText(made, 4, " and yours"));
        Sync();
        _annUndo.Undo();
        Sync();
        AssertBoth("hello", "world", " and yours");
        _annUndo.Redo();
        Sync();
        AssertBoth("hello", "world", "mine and yours");
    }

    [Fact]
    public void ABlockUnderWhichTheOtherPutOneStays()
    {
        BlockId made = default;
        Do(_ann, edit => made = edit.CreateBlock("text", BlockId.Root));
        Sync();
        Do(_ben, edit => edit.Move(_second, made));
        Sync();
        Assert.False(_annUndo.Undo().Changed);
        Sync();
        Assert.Equal(made, _ann.GetBlock(_second).Parent?.Id);
        Assert.True(_ann.GetBlock(_second).IsLive);
    }

    [Fact]
    public void AMoveThatTheOtherHasOverriddenStays()
    {
        Do(_ann, edit => edit.Move(_second, _block));
        Sync();
        Do(_ben, edit => edit.Move(_second, BlockId.Root, 0));
        Sync();
        Assert.False(_annUndo.Undo().Changed);
        AssertBoth("world", "hello");
    }

    [Fact]
    public void ABlockComesBackJustAfterWhereItsDeletedParentStood()
    {
        Do(_ann, edit => edit.Move(_second, _block));
        Sync();
        Do(_ann, edit => edit.Delete(_second));
        Sync();
        Do(_ben, edit => edit.InsertText(edit.CreateBlock("text", BlockId.Root, 0), 0, "before"));
        Do(_ben, edit => edit.InsertText(edit.CreateBlock("text", BlockId.Root), 0, "after"));
        Do(_ben, edit => edit.Delete(_block));
        Sync();
        Assert.True(_annUndo.Undo().Changed);
        Sync();
        AssertBoth("before", "world", "after");
    }

    [Fact]
    public void UndoOfASplitWhoseFirstHalfTheOtherDeletedLeavesTheSecond()
    {
        Do(_ann, edit => edit.Split(_block, 2));
        Sync();
        Do(_ben, edit => edit.Delete(_block));
        Sync();
        Assert.False(_annUndo.Undo().Changed);
        Sync();
        AssertBoth("llo", "world");
    }

    [Fact]
    public void TypingOnBothSidesOfASplitFlowsTogetherWhenItIsTakenBack()
    {
        BlockId made = default;
        Do(_ann, edit => made = edit.Split(_block, 2));
        Sync();
        Do(_ben, edit =>
        {
            edit.InsertText(_block, 2, "1");
            edit.InsertText(made, 0, "2");
        });
        Sync();
        _annUndo.Undo();
        Sync();
        AssertBoth("he12llo", "world");
    }

    [Fact]
    public void AValueThatTheOtherWroteAtTheSameTimeComesToLight()
    {
        Do(_ben, edit => edit.SetProperty(_block, "color", "blue"));
        Do(_ann, edit => edit.SetProperty(_block, "color", "red"));
        Do(_ann, edit => edit.SetProperty(_block, "color", "green"));
        Sync();
        while (_annUndo.CanUndo) _annUndo.Undo();
        Sync();
        Assert.Equal("blue", _ben.GetBlock(_block)["color"]);
    }

    [Fact]
    public void AMemberThatTheOtherAddedToAtTheSameTimeStays()
    {
        Do(_ann, edit => edit.AddToSet(_block, "tags", "x"));
        Do(_ben, edit => edit.AddToSet(_block, "tags", "x"));
        Do(_ben, edit => edit.Increment(_block, "votes", 5));
        Do(_ann, edit => edit.Increment(_block, "votes", 2));
        Sync();
        while (_annUndo.CanUndo) _annUndo.Undo();
        Sync();
        Assert.Equal(["x"], _ben.GetBlock(_block).Sets["tags"]);
        Assert.Equal(5, _ben.GetBlock(_block).Counters["votes"]);
    }

    [Fact]
    public void AnEntryWithoutEffectIsPassedOverAndComesBackWithTheOneBefore()
    {
        Do(_ann, edit => edit.InsertText(_second, 0, "!"));
        Do(_ann, edit => edit.SetProperty(_block, "color", "red"));
        Sync();
        Do(_ben, edit => edit.SetProperty(_block, "color", "blue"));
        Sync();
        Assert.True(_annUndo.Undo().Changed);
        Assert.Equal(["hello", "world"], _ann.Texts());
        Assert.False(_annUndo.CanUndo);
        _annUndo.Redo();
        Assert.Equal(["hello", "!world"], _ann.Texts());
    }

    [Fact]
    public void AMarkComesOffAndTheOthersMarkOverItStays()
    {
        Do(_ann, edit => edit.Mark(_block, 0, 5, "color", "red"));
        Do(_ann, edit => edit.Mark(_block, 0, 4, "bold", true));
        Sync();
        Do(_ben, edit => edit.Mark(_block, 0, 2, "color", "blue"));
        Sync();
        while (_annUndo.CanUndo) _annUndo.Undo();
        Sync();
        Assert.Equal("[he](color=blue)llo", _ben.GetBlock(_block).RichText.ToString());
        while (_annUndo.CanRedo) _annUndo.Redo();
        Sync();
        Assert.Equal(["he", "ll", "o"], _ben.GetBlock(_block).RichText.Select(run => run.Text));
    }

    private void DragByTurns()
    {
        foreach ((Document page, int left) in new[] { (_ann, 0), (_ben, 100), (_ann, 200), (_ben, 300) })
        {
            Do(page, edit => edit.SetProperty(_block, "left", left));
            Sync();
        }
    }

    private void Sync()
    {
        _ann.Apply(_ben.ExportSince(_ann.Version));
        _ben.Apply(_ann.ExportSince(_ben.Version));
        Assert.Equal(_ann.Save(), _ben.Save());
    }

    private void AssertBoth(params string[] texts)
    {
        Assert.Equal(texts, _ann.Texts());
        Assert.Equal(texts, _ben.Texts());
    }

    private delegate void Edit(Transaction edit);

    private static void Do(Document page, Edit what)
    {
        using Transaction edit = page.Begin();
        what(edit);
        edit.Commit();
    }
}
