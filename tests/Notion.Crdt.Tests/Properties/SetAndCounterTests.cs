using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Properties;

public class SetAndCounterTests
{
    private readonly Document _ann = Pages.New(1);
    private readonly Document _bob = Pages.New(2);
    private readonly BlockId _block;

    public SetAndCounterTests()
    {
        _block = _ann.AddText("a");
        Change(_ann, true, "red");
        _bob.Apply(_ann.ExportSince(VersionVector.Empty));
    }

    [Fact]
    public void AnAdditionOutlivesARemovalThatHadNotSeenIt()
    {
        Change(_bob, false, "red");
        Change(_ann, false, "red");
        Change(_ann, true, "red");
        Sync();
        Assert.Equal(["red"], Members(_ann));
        Assert.Equal(["red"], Members(_bob));
    }

    [Fact]
    public void ARemovalTakesWhatItsAuthorSaw()
    {
        Change(_bob, false, "red");
        Change(_ann, true, "blue");
        Sync();
        Assert.Equal(["blue"], Members(_ann));
        Assert.Equal(["blue"], Members(_bob));
        Assert.False(_ann.GetBlock(_block).SetContains("tags", "red"));
    }

    [Fact]
    public void OneRemovalIsEnoughForWhatTwoAdded()
    {
        Change(_ann, true, "blue");
        Change(_bob, true, "blue");
        Sync();
        Assert.Equal(["blue", "red"], Members(_bob));
        Change(_bob, false, "blue");
        Sync();
        Assert.Equal(["red"], Members(_ann));
        Assert.True(_ann.Save().AsSpan().SequenceEqual(_bob.Save()));
    }

    [Fact]
    public void MembersOfAllKindsComeInOneOrder()
    {
        PropertyValue[] values = [false, true, long.MinValue, 0L, long.MaxValue, double.NaN, double.NegativeInfinity, -0.0, 0.0, 1.5, "", "A", "a", "é", "😀"];
        using (Transaction edit = _ann.Begin())
        {
            foreach (PropertyValue value in values.Reverse()) Assert.True(edit.AddToSet(BlockId.Root, "all", value));
            edit.Commit();
        }
        Assert.Equal(values, _ann.Root.GetSet("all"));
        Document loaded = Document.Load(_ann.Save(), new ReplicaId(3));
        Assert.Equal(values, loaded.Root.Sets["all"]);
        Assert.True(loaded.Save().AsSpan().SequenceEqual(_ann.Save()));
    }

    [Fact]
    public void WhatIsThereOrNotThereAlreadyMakesNoChange()
    {
        using Transaction edit = _ann.Begin();
        Assert.False(edit.AddToSet(_block, "tags", "red"));
        Assert.False(edit.RemoveFromSet(_block, "tags", "green"));
        edit.Increment(_block, "votes", 0);
        Assert.True(edit.Commit().IsEmpty);
    }

    [Fact]
    public void NothingIsNoMember()
    {
        using Transaction edit = _ann.Begin();
        try
        {
            edit.AddToSet(_block, "tags", PropertyValue.Null);
            Assert.Fail("Null was taken");
        }
        catch (ArgumentException)
        {
        }
        Assert.Equal(["red"], Members(_ann));
    }

    [Fact]
    public void CountersAddUpAndWrapAround()
    {
        Count(_ann, 5);
        Count(_bob, -2);
        Count(_bob, 10);
        Sync();
        Assert.Equal(13, _ann.GetBlock(_block).GetCounter("votes"));
        Assert.Equal(13, _bob.GetBlock(_block).Counters["votes"]);
        Count(_ann, long.MaxValue);
        Sync();
        Assert.Equal(unchecked(long.MaxValue + 13), _bob.GetBlock(_block).GetCounter("votes"));
        Count(_bob, unchecked(-(long.MaxValue + 13)));
        Sync();
        Assert.Empty(_ann.GetBlock(_block).Counters);
        Assert.True(_ann.Save().AsSpan().SequenceEqual(_bob.Save()));
    }

    [Fact]
    public void APropertyASetAndACounterMayShareAKey()
    {
        using Transaction edit = _ann.Begin();
        edit.SetProperty(_block, "tags", 1L);
        edit.Increment(_block, "tags", 2);
        edit.Commit();
        Block block = _ann.GetBlock(_block);
        Assert.Equal(1L, block["tags"]);
        Assert.Equal(2, block.GetCounter("tags"));
        Assert.Equal(["red"], block.GetSet("tags"));
    }

    [Fact]
    public void ALargeSetIsFilledAndRolledBackInTime()
    {
        byte[] saved = _ann.Save();
        using (Transaction edit = _ann.Begin())
            for (long i = 0; i < 100_000; i++) edit.AddToSet(_block, "tags", i);
        Assert.True(saved.AsSpan().SequenceEqual(_ann.Save()));
    }

    [Fact]
    public void ALimitOnMembersHolds()
    {
        using (Transaction edit = _ann.Begin())
        {
            for (long i = 0; i < 20; i++) edit.AddToSet(_block, "tags", i);
            edit.Commit();
        }
        var small = new Document(new ReplicaId(3), new DocumentOptions { Limits = new DecodeLimits { MaxValues = 20 } });
        Assert.Equal(CrdtErrorCode.LimitExceeded, Pages.Code(() => small.Apply(_ann.ExportSince(VersionVector.Empty))));
        Assert.Equal(0, small.BlockCount);
        Assert.Equal(CrdtErrorCode.LimitExceeded, Pages.Code(() => Document.Load(_ann.Save(), new ReplicaId(4), new DocumentOptions { VerifySnapshots = true, Limits = new DecodeLimits { MaxValues = 20 } })));
    }

    private string[] Members(Document page) => [.. page.GetBlock(_block).GetSet("tags").Select(value => value.AsString())];

    private void Change(Document page, bool adds, string value)
    {
        using Transaction edit = page.Begin();
        Assert.True(adds ? edit.AddToSet(_block, "tags", value) : edit.RemoveFromSet(_block, "tags", value));
        edit.Commit();
    }

    private void Count(Document page, long amount)
    {
        using Transaction edit = page.Begin();
        edit.Increment(_block, "votes", amount);
        edit.Commit();
    }

    private void Sync()
    {
        byte[] ofAnn = _ann.ExportSince(_bob.Version);
        _ann.Apply(_bob.ExportSince(_ann.Version));
        _bob.Apply(ofAnn);
    }
}
