using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Cursors;

public class ACursorStaysWithItsText
{
    private readonly Document _page = Pages.New(1);
    private readonly BlockId _block;

    public ACursorStaysWithItsText() => _block = _page.AddText("hello world");

    [Theory]
    [InlineData(CursorBias.Left, 5)]
    [InlineData(CursorBias.Right, 6)]
    public void WhatIsInsertedAtItGoesToTheSideThatItsBiasSays(CursorBias bias, int expected)
    {
        Cursor cursor = _page.CreateCursor(_block, 5, bias);
        Do(edit => edit.InsertText(_block, 5, ","));
        AssertAt(cursor, _block, expected);
    }

    [Theory]
    [InlineData(0, CursorBias.Left, 0)]
    [InlineData(0, CursorBias.Right, 1)]
    [InlineData(11, CursorBias.Left, 11)]
    [InlineData(11, CursorBias.Right, 12)]
    public void SoAtTheStartAndAtTheEndOfABlock(int offset, CursorBias bias, int expected)
    {
        Cursor cursor = _page.CreateCursor(_block, offset, bias);
        Do(edit => edit.InsertText(_block, offset, "!"));
        AssertAt(cursor, _block, expected);
    }

    [Fact]
    public void WhereItsTextIsErasedItStaysWhereThatWas()
    {
        Cursor cursor = _page.CreateCursor(_block, 8);
        Do(edit => edit.DeleteText(_block, 3, 7));
        AssertAt(cursor, _block, 3);
        Do(edit => edit.InsertText(_block, 0, "oh, "));
        AssertAt(cursor, _block, 7);
    }

    [Fact]
    public void ItGoesWithTheTextThatASplitPutsIntoANewBlock()
    {
        Cursor before = _page.CreateCursor(_block, 2), after = _page.CreateCursor(_block, 8), end = _page.CreateCursor(_block, 11, CursorBias.Right);
        BlockId made = default;
        Do(edit => made = edit.Split(_block, 5));
        AssertAt(before, _block, 2);
        AssertAt(after, made, 3);
        AssertAt(end, made, 6);
        Do(edit => edit.Join(made));
        AssertAt(after, _block, 8);
        AssertAt(end, _block, 11);
    }

    [Fact]
    public void ItGoesAlongWhenItsBlockIsJoinedIntoAnyOther()
    {
        BlockId other = _page.AddText("bye ");
        BlockId third = _page.AddText("now");
        Cursor cursor = _page.CreateCursor(third, 1);
        Do(edit => edit.Join(third));
        AssertAt(cursor, other, 5);
        Do(edit => edit.Join(other));
        AssertAt(cursor, _block, 16);
    }

    [Fact]
    public void ThroughMoveAndTrashAndBack()
    {
        BlockId parent = _page.AddText("parent");
        Cursor cursor = _page.CreateCursor(_block, 4);
        Do(edit => edit.Move(_block, parent));
        AssertAt(cursor, _block, 4);
        Do(edit => edit.Delete(parent));
        Assert.Equal(new CursorPosition(CursorStatus.InTrash, _block, 4), _page.Resolve(cursor));
        Do(edit => edit.Restore(parent));
        AssertAt(cursor, _block, 4);
    }

    [Fact]
    public void ItIsTheSamePlaceOnAnotherReplicaOnceItsTextIsThere()
    {
        Document other = Pages.New(2);
        byte[] sent = TextSelection.At(_page.CreateCursor(_block, 3)).ToBytes();
        TextSelection received = TextSelection.FromBytes(sent);
        Assert.Equal(CursorStatus.Unknown, other.Resolve(received).Head.Status);
        other.Apply(_page.ExportSince(VersionVector.Empty));
        Assert.Equal(new CursorPosition(CursorStatus.Shown, _block, 3), other.Resolve(received).Head);
        Assert.True(other.Resolve(received).IsShown);
    }

    [Fact]
    public void ASelectionMaySpanBlocksAndRunBackwards()
    {
        BlockId second = _page.AddText("second");
        var selection = new TextSelection(_page.CreateCursor(second, 2), _page.CreateCursor(_block, 4));
        Assert.Equal(selection, TextSelection.FromBytes(selection.ToBytes()));
        SelectionPosition position = _page.Resolve(selection);
        Assert.Equal((second, 2, _block, 4), (position.Anchor.Block, position.Anchor.Offset, position.Head.Block, position.Head.Offset));
    }

    [Fact]
    public void MisuseIsToldAtTheCall()
    {
        BlockId astral = _page.AddText("a😀b");
        foreach (CursorBias bias in Enum.GetValues<CursorBias>())
        {
            Assert.Equal(CrdtErrorCode.BrokenSurrogatePair, Pages.Code(() => _page.CreateCursor(astral, 2, bias)));
            Assert.Equal(CrdtErrorCode.NotAllowedOnRoot, Pages.Code(() => _page.CreateCursor(BlockId.Root, 0, bias)));
            Assert.Throws<ArgumentOutOfRangeException>(() => _page.CreateCursor(_block, 12, bias));
        }
        Do(edit => edit.Delete(_block));
        Assert.Equal(CrdtErrorCode.BlockNotLive, Pages.Code(() => _page.CreateCursor(_block, 0)));
        Assert.Equal(CursorStatus.Unknown, _page.Resolve(default(Cursor)).Status);
        Assert.Throws<InvalidOperationException>(() => default(Cursor).ToBytes());
    }

    [Fact]
    public void HostileBytesGiveATypedErrorOrACursorToNowhere()
    {
        var random = new Random(1);
        byte[] good = _page.CreateCursor(_block, 3).ToBytes(), pair = TextSelection.At(_page.CreateCursor(_block, 3)).ToBytes();
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = random.Next(4) switch
            {
                0 => good[..random.Next(good.Length)],
                1 => pair[..random.Next(pair.Length)],
                2 => [.. good, 0],
                _ => [.. random.Next(2) == 0 ? good : pair],
            };
            if (bytes.Length > 0 && random.Next(4) > 0) bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
            if (random.Next(20) == 0) random.NextBytes(bytes);
            Try(() => _page.Resolve(Cursor.FromBytes(bytes)));
            Try(() => _page.Resolve(TextSelection.FromBytes(bytes)));
        }
    }

    private static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (CrdtException error)
        {
            Assert.Equal(CrdtErrorCode.MalformedCursor, error.Code);
        }
    }

    private void AssertAt(Cursor cursor, BlockId block, int offset) => Assert.Equal(new CursorPosition(CursorStatus.Shown, block, offset), _page.Resolve(cursor));

    private delegate void Edit(Transaction edit);

    private void Do(Edit what)
    {
        using Transaction edit = _page.Begin();
        what(edit);
        edit.Commit();
    }
}
