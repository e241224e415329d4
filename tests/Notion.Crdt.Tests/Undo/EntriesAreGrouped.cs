using Microsoft.Extensions.Time.Testing;
using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Undo;

public sealed class EntriesAreGrouped : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Document _page;
    private readonly BlockId _block;
    private readonly UndoHistory _history;

    public EntriesAreGrouped()
    {
        _page = Pages.New(1, _time);
        _block = _page.AddText("");
        _history = new UndoHistory(_page);
    }

    public void Dispose() => _history.Dispose();

    [Fact]
    public void WhatIsTypedWithoutAPauseIsOneEntry()
    {
        Type("a", 0);
        Type("b", 400);
        Type("c", 400);
        Type("d", 500);
        Assert.Equal(2, _history.UndoCount);
        _history.Undo();
        Assert.Equal("abc", Text);
        _history.Undo();
        Assert.Equal("", Text);
        Assert.Equal(default, _history.Undo());
    }

    [Fact]
    public void AGroupIsOneEntryHoweverLongItTakes()
    {
        Type("a", 0);
        using (_history.Group())
        {
            Type("b", 10);
            using (_history.Group()) Type("c", 5_000);
            Type("d", 5_000);
            Assert.Equal(CrdtErrorCode.TransactionState, Pages.Code(() => _history.Undo()));
        }
        Type("e", 10);
        Assert.Equal(3, _history.UndoCount);
        _history.Undo();
        _history.Undo();
        Assert.Equal("a", Text);
        _history.Redo();
        Assert.Equal("abcd", Text);
    }

    [Fact]
    public void AnEntryCanBeEndedAndNothingGoesOnAfterAnUndo()
    {
        Type("a", 0);
        _history.EndEntry();
        Type("b", 0);
        _history.Undo();
        Type("c", 0);
        Assert.Equal(2, _history.UndoCount);
        _history.Undo();
        Assert.Equal("a", Text);
    }

    [Fact]
    public void WhatIsDoneDuringAPauseStays()
    {
        Type("a", 0);
        using (_history.Pause()) Type("B", 600);
        Type("c", 600);
        _history.Undo();
        _history.Undo();
        Assert.Equal("B", Text);
        Assert.False(_history.CanUndo);
    }

    [Fact]
    public void EachAuthorHasAHistory()
    {
        using var ann = new UndoHistory(_page, new UndoHistoryOptions { Authors = new HashSet<string> { "ann" } });
        using var ben = new UndoHistory(_page, new UndoHistoryOptions { Authors = new HashSet<string> { "ben" } });
        Type("a", 0, "ann");
        Type("b", 0, "ben");
        Type("c", 0, "ann");
        Assert.Equal((2, 1), (ann.UndoCount + ben.UndoCount, ben.UndoCount));
        ann.Undo();
        Assert.Equal("b", Text);
        ben.Undo();
        ann.Redo();
        Assert.Equal("ac", Text);
    }

    [Fact]
    public void TheOldestEntriesAreForgotten()
    {
        using var shortHistory = new UndoHistory(_page, new UndoHistoryOptions { MaxEntries = 3, GroupingInterval = TimeSpan.Zero });
        foreach (char letter in "abcdefg") Type(letter.ToString(), 0);
        Assert.Equal(3, shortHistory.UndoCount);
        while (shortHistory.CanUndo) shortHistory.Undo();
        Assert.Equal("abcd", Text);
        Assert.Throws<ArgumentOutOfRangeException>(() => new UndoHistory(_page, new UndoHistoryOptions { MaxEntries = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new UndoHistory(_page, new UndoHistoryOptions { GroupingInterval = TimeSpan.FromTicks(-1) }));
    }

    [Fact]
    public void TheSelectionAndTheMetadataComeBackWithTheirEntry()
    {
        Type("hello", 0);
        _history.EndEntry();
        Select(5);
        Type(" world", 1_000);
        Select(11);
        _history.NextUndo!.Metadata = "second";
        Select(0);                                      // only the caret moves: that is no part of the entry
        UndoResult undone = _history.Undo();
        Assert.Equal("second", undone.Entry?.Metadata);
        Assert.Equal(new CursorPosition(CursorStatus.Shown, _block, 5), undone.Selection?.Head);
        UndoResult redone = _history.Redo();
        Assert.Equal(new CursorPosition(CursorStatus.Shown, _block, 11), redone.Selection?.Head);
        Assert.Equal("second", _history.NextUndo?.Metadata);
    }

    [Fact]
    public void ListenersHearOfItAfterTheDocumentsOwnEvent()
    {
        List<string> heard = [];
        _page.Changed += (_, change) => heard.Add(change.IsLocal ? "document" : "remote");
        _history.Changed += (_, _) => heard.Add($"history {_history.UndoCount}/{_history.RedoCount}");
        Type("a", 0);
        _history.Undo();
        _history.Clear();
        Assert.Equal(["document", "history 1/0", "document", "history 0/1", "history 0/0"], heard);
    }

    [Fact]
    public void InsideATransactionNothingIsUndoneAndTheHistoryIsAsBefore()
    {
        Type("a", 0);
        using (_page.Begin()) Assert.Equal(CrdtErrorCode.TransactionState, Pages.Code(() => _history.Undo()));
        Assert.Equal(1, _history.UndoCount);
        using (Transaction dropped = _page.Begin()) dropped.InsertText(_block, 0, "x");
        Assert.Equal(1, _history.UndoCount);
        Assert.True(_history.Undo().Changed);
    }

    [Fact]
    public void TypingOnIsFollowedWithoutAllocating()
    {
        long without = BytesOfTyping(Pages.New(3, _time), follow: false), with = BytesOfTyping(Pages.New(3, _time), follow: true);
        Assert.True(with - without < 1_000, $"10,000 keystrokes allocate {without} bytes, and {with} with a history.");
    }

    private static long BytesOfTyping(Document page, bool follow)
    {
        BlockId block = page.AddText("");
        using UndoHistory? history = follow ? new UndoHistory(page) : null;
        for (int i = 0; i < 20_000; i++) Key(page, block, history, i);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 20_000; i < 30_000; i++) Key(page, block, history, i);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Key(Document page, BlockId block, UndoHistory? history, int i)
    {
        using Transaction edit = page.Begin();
        edit.InsertText(block, i, "x");
        edit.Commit();
        if (history is not null) history.Selection = TextSelection.At(page.CreateCursor(block, i + 1));
    }

    private string Text => _page.GetBlock(_block).Text;

    private void Select(int offset) => _history.Selection = TextSelection.At(_page.CreateCursor(_block, offset));

    private void Type(string text, int afterMilliseconds, string? author = null)
    {
        _time.Advance(TimeSpan.FromMilliseconds(afterMilliseconds));
        using Transaction edit = _page.Begin(author);
        edit.InsertText(_block, _page.GetBlock(_block).TextLength, text);
        edit.Commit();
    }
}
