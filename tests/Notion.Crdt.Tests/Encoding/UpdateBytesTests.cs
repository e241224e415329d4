using Microsoft.Extensions.Time.Testing;
using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Encoding;

/// <summary>The bytes of changes, as docs/encoding.md says them: what one of these tests notices, other versions notice, too.</summary>
public class UpdateBytesTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddMilliseconds(1));
    private readonly Document _page;
    private readonly BlockId _block;

    public UpdateBytesTests()
    {
        _page = Pages.New(1, _time);
        using Transaction transaction = _page.Begin();
        _block = transaction.CreateBlock("t", BlockId.Root);
        transaction.InsertText(_block, 0, "abcd");
        Created = Hex(transaction.Commit());
    }

    private string Created { get; }

    [Fact]
    public void ABlockAndTheTextTypedIntoIt() => Assert.Equal("92019401000192" + "9401A17400A3612E61" + "A461626364", Created);

    [Fact]
    public void TypingOnIsTheTextAlone() => Assert.Equal("9201940105FFA26869", Edit(page => page.InsertText(_block, 4, "hi")));

    [Fact]
    public void ErasingOneCharacterIsANumber() => Assert.Equal("9201940105FF02", Edit(page => page.DeleteText(_block, 2, 1)));

    [Fact]
    public void ErasingMoreSaysHowMany() => Assert.Equal("9201940105FF9193080302", Edit(page => page.DeleteText(_block, 1, 2)));

    [Fact]
    public void BetweenNeighboursByCounterTheRightOneIsLeftOut() =>
        Assert.Equal("9201940105FF91930703A161", Edit(page => page.InsertText(_block, 2, "a")));

    [Fact]
    public void BetweenOthersItIsNot()
    {
        Edit(page => page.InsertText(_block, 2, "x"));              // counter 5, between 2 and 3
        Assert.Equal("9201940106FF9194070401A179", Edit(page => page.InsertText(_block, 2, "y")));
    }

    [Fact]
    public void TheSecondExampleOfTheDocumentation()
    {
        Edit(page => page.InsertText(_block, 4, "hi"));
        Assert.Equal("9201940107FF9201930705A161", Edit(page =>
        {
            page.DeleteText(_block, 5, 1);
            page.InsertText(_block, 3, "a");
        }));
    }

    [Fact]
    public void ASplitBetweenNeighboursByCounterTakesFiveElements() =>
        Assert.Equal("9201940105FF91" + "9502A17400A8612E613030632E6103", Edit(page => page.Split(_block, 2)));

    [Fact]
    public void WhatOthersMadeIsNamedInFull()
    {
        Document other = Pages.New(2, _time);
        other.Apply(_page.ExportSince(VersionVector.Empty));
        using Transaction transaction = other.Begin();
        transaction.DeleteText(_block, 3, 1);
        transaction.InsertText(_block, 3, "z");
        Assert.Equal("92019502009201019292089201049307920103A17A920105", Hex(transaction.Commit()));
    }

    private string Edit(Action<Transaction> edit)
    {
        using Transaction transaction = _page.Begin();
        edit(transaction);
        return Hex(transaction.Commit());
    }

    private static string Hex(ReadOnlyMemory<byte> update) => Convert.ToHexString(update.Span);
}
