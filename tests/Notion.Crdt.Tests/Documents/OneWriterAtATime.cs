namespace Notion.Crdt.Tests.Documents;

public class OneWriterAtATime
{
    [Fact]
    public void WhileAnotherThreadAppliesNobodyElseGetsIn()
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText("a");
        string before = page.GetBlock(block).Text;
        using var applies = new ManualResetEventSlim();
        using var goesOn = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            using (page.BeginApplying())
            {
                applies.Set();
                goesOn.Wait();
            }
        });
        thread.Start();
        applies.Wait(TestContext.Current.CancellationToken);
        try
        {
            Assert.All<Action>(
                [() => page.Begin(), () => page.Apply([0x91, 0x01]), () => page.Save(), () => page.At(VersionVector.Empty), () => page.Revert(VersionVector.Empty), () => page.GetHistory()],
                call => Assert.Equal(CrdtErrorCode.TransactionState, Pages.Code(call)));
        }
        finally
        {
            goesOn.Set();
            thread.Join();
        }
        Assert.Equal(before, page.GetBlock(block).Text);
        page.Type(block, "b");
        Assert.Equal("ab", page.GetBlock(block).Text);
    }

    [Fact]
    public void WhileAnotherThreadHasATransactionNobodyElseGetsIn()
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText("a");
        using var begun = new ManualResetEventSlim();
        using var goesOn = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            using Transaction edit = page.Begin();
            edit.InsertText(block, 1, "b");
            begun.Set();
            goesOn.Wait();
            edit.Commit();
        });
        thread.Start();
        begun.Wait(TestContext.Current.CancellationToken);
        try
        {
            Assert.Equal(CrdtErrorCode.TransactionState, Pages.Code(() => page.Begin()));
            Assert.Equal(CrdtErrorCode.TransactionState, Pages.Code(() => page.Apply([0x91, 0x01])));
        }
        finally
        {
            goesOn.Set();
            thread.Join();
        }
        Assert.Equal("ab", page.GetBlock(block).Text);
    }

    [Fact]
    public void AListenerMayBeginATransactionButNotTwo()
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText("a");
        CrdtErrorCode? second = null;
        bool heard = false;
        page.Changed += (_, change) =>
        {
            if (heard) return;
            heard = true;
            using Transaction edit = page.Begin();
            second = Pages.Code(() => page.Begin());
            edit.InsertText(block, page.GetBlock(block).TextLength, "c");
            edit.Commit();
        };
        page.Type(block, "b");
        Assert.Equal("abc", page.GetBlock(block).Text);
        Assert.Equal(CrdtErrorCode.TransactionState, second);
    }

    [Fact]
    public void ATransactionThatIsOverStaysOver()
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText("a");
        Transaction committed = page.Begin();
        committed.InsertText(block, 1, "b");
        committed.Commit();
        int number = page.OpenTransaction - 1;
        byte[] before = page.Save();
        Assert.Equal(CrdtErrorCode.TransactionState, Pages.Code(() => new Transaction(page, number).InsertText(block, 0, "x")));
        using (Transaction next = page.Begin())
        {
            Assert.Equal(CrdtErrorCode.TransactionState, Pages.Code(() => new Transaction(page, number).InsertText(block, 0, "x")));
            committed.Dispose();                        // has nothing to do with the one that is open now
            next.InsertText(block, 2, "c");
            next.Commit();
        }
        Assert.Equal("abc", page.GetBlock(block).Text);
        Assert.NotEqual(before, page.Save());
        Assert.Equal(CrdtErrorCode.TransactionState, Pages.Code(() => default(Transaction).Commit()));
    }

    [Fact]
    public void AnExceptionThatUnwindsTakesAllBack()
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText("a");
        byte[] before = page.Save();
        int events = 0;
        page.Changed += (_, _) => events++;
        Assert.Throws<InvalidOperationException>(Unwind);
        Assert.Equal(before, page.Save());
        Assert.Equal(0, events);
        page.Type(block, "!");
        Assert.Equal("a!", page.GetBlock(block).Text);

        void Unwind()
        {
            using Transaction edit = page.Begin();
            edit.InsertText(block, 1, "b");
            edit.InsertText(block, "caption", 0, "c");
            edit.CreateBlock("text", BlockId.Root);
            throw new InvalidOperationException("in the middle");
        }
    }

    [Fact]
    public void AListenerThatThrowsDoesNotUndoTheCommit()
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText("a");
        page.Changed += (_, _) => throw new InvalidOperationException("listener");
        Assert.Throws<InvalidOperationException>(() => page.Type(block, "b"));
        Assert.Equal("ab", page.GetBlock(block).Text);
        Assert.Throws<InvalidOperationException>(() => page.Type(block, "c"));
        Assert.Equal("abc", page.GetBlock(block).Text);
    }
}
