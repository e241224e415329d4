namespace Notion.Crdt.Tests.Documents;

public class TransactionTests
{
    [Fact]
    public void WhatIsNotCommittedIsAsIfItHadNeverBeen()
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText("kept");
        byte[] before = page.Save();
        using (Transaction edit = page.Begin("somebody else"))
        {
            BlockId other = edit.Split(block, 2);
            edit.InsertText(block, 0, "never 😀 ");
            edit.DeleteText(other, 0, 1);
            edit.SetProperty(BlockId.Root, "title", "never");
            edit.SetType(block, "heading_1");
            edit.Join(other);
            edit.Delete(block);
        }
        Assert.Equal(["kept"], page.Texts());
        Assert.Equal(before, page.Save());
    }

    [Fact]
    public void AnEmptyTransactionIsNoChange()
    {
        Document page = Pages.New(1);
        using Transaction edit = page.Begin();
        Assert.True(edit.Commit().IsEmpty);
        Assert.Equal(0, page.ChangeCount);
    }

    [Fact]
    public void OneTransactionAtATimeAndNothingAfterItsEnd()
    {
        Document page = Pages.New(1);
        Transaction edit = page.Begin();
        Assert.Equal(CrdtErrorCode.TransactionState, Pages.Code(() => page.Begin()));
        Assert.Equal(CrdtErrorCode.TransactionState, Pages.Code(() => page.Apply([0x91, 0x01])));
        Assert.Equal(CrdtErrorCode.TransactionState, Pages.Code(() => page.Save()));
        edit.Commit();
        bool refused = false;
        try
        {
            edit.CreateBlock("text", BlockId.Root);
        }
        catch (CrdtException exception)
        {
            refused = exception.Code == CrdtErrorCode.TransactionState;
        }
        Assert.True(refused);
    }

    [Fact]
    public void EachWrongVerbIsRefusedWithItsReasonAndLeavesThePageAsItIs()
    {
        Document page = Pages.New(1);
        BlockId first = page.AddText("a😀b"), second = page.AddText("second"), gone = page.AddText("gone");
        BlockId unknown = BlockId.From(new OpId(new ReplicaId(9), 9));
        using (Transaction edit = page.Begin())
        {
            edit.Delete(gone);
            edit.Move(second, first);
            edit.Commit();
        }
        byte[] before = page.Save();

        Assert.Equal(CrdtErrorCode.UnknownBlock, Refusal(page, (in Transaction edit) => edit.InsertText(unknown, 0, "x")));
        Assert.Equal(CrdtErrorCode.BlockNotLive, Refusal(page, (in Transaction edit) => edit.InsertText(gone, 0, "x")));
        Assert.Equal(CrdtErrorCode.BlockNotLive, Refusal(page, (in Transaction edit) => edit.Restore(first)));
        Assert.Equal(CrdtErrorCode.NotAllowedOnRoot, Refusal(page, (in Transaction edit) => edit.InsertText(BlockId.Root, 0, "x")));
        Assert.Equal(CrdtErrorCode.NotAllowedOnRoot, Refusal(page, (in Transaction edit) => edit.Delete(BlockId.Root)));
        Assert.Equal(CrdtErrorCode.MoveIntoItself, Refusal(page, (in Transaction edit) => edit.Move(first, second)));
        Assert.Equal(CrdtErrorCode.NothingToJoin, Refusal(page, (in Transaction edit) => edit.Join(first)));
        Assert.Equal(CrdtErrorCode.BrokenSurrogatePair, Refusal(page, (in Transaction edit) => edit.InsertText(first, 2, "x")));
        Assert.Equal(CrdtErrorCode.BrokenSurrogatePair, Refusal(page, (in Transaction edit) => edit.DeleteText(first, 0, 2)));
        Assert.Equal(CrdtErrorCode.BrokenSurrogatePair, Refusal(page, (in Transaction edit) => edit.Split(first, 2)));
        Assert.Equal(CrdtErrorCode.BrokenSurrogatePair, Refusal(page, (in Transaction edit) => edit.InsertText(first, 0, "\ud83d")));
        Assert.Null(Refusal(page, (in Transaction edit) => edit.InsertText(first, 5, "x")));
        Assert.Null(Refusal(page, (in Transaction edit) => edit.DeleteText(first, 3, 2)));
        Assert.Null(Refusal(page, (in Transaction edit) => edit.DeleteText(first, -1, 1)));
        Assert.Null(Refusal(page, (in Transaction edit) => edit.CreateBlock("text", BlockId.Root, 2)));
        Assert.Equal(before, page.Save());
    }

    private delegate void Verb(in Transaction edit);

    /// <summary>The code of the refusal; null where it is an argument out of its range. The transaction is committed, so that traces of the verb would show.</summary>
    private static CrdtErrorCode? Refusal(Document page, Verb verb)
    {
        using Transaction edit = page.Begin();
        try
        {
            verb(edit);
        }
        catch (CrdtException exception)
        {
            Assert.True(edit.Commit().IsEmpty);
            return exception.Code;
        }
        catch (ArgumentOutOfRangeException)
        {
            Assert.True(edit.Commit().IsEmpty);
            return null;
        }
        throw new InvalidOperationException("The verb was not refused.");
    }
}
