using Microsoft.Extensions.Time.Testing;
using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Merging;

public class MergerTests
{
    [Fact]
    public void ChangesThatComeBackwardsWaitForTheirPast()
    {
        Document ana = Pages.New(1), ben = Pages.New(2);
        BlockId block = ana.AddText("");
        byte[] beginning = ana.ExportSince(VersionVector.Empty);
        byte[][] updates = [.. Enumerable.Range(0, 100).Select(i => ana.Type(block, $"{i} "))];
        foreach (byte[] update in updates.Reverse()) Assert.Equal(new ApplyResult(0, 0, 1, 0), ben.Apply(update));
        Assert.Equal(100, ben.PendingCount);
        Assert.Single(ben.PendingDependencies);
        Assert.Equal(new ApplyResult(0, 0, 1, 0), ben.Apply(updates[50]));
        Assert.Equal(100, ben.PendingCount);
        Assert.Equal(new ApplyResult(101, 0, 0, 0), ben.Apply(beginning));
        Assert.Equal(ana.Texts(), ben.Texts());
        Assert.Equal(0, ben.PendingCount);
    }

    [Fact]
    public void AnUpdateThatWakesOneChangeSaysThatItsOwnStillWaits()
    {
        Document ana = Pages.New(1), ben = Pages.New(2), reader = Pages.New(3);
        BlockId first = ana.AddText("a"), second = ben.AddText("b");
        byte[] beginning = ana.ExportSince(VersionVector.Empty);
        reader.Apply(ana.Type(first, "later"));
        byte[] late = ben.Type(second, "later");
        byte[] both = [0x93, .. beginning.AsSpan(1), .. late.AsSpan(2)];
        Assert.Equal(new ApplyResult(2, 0, 1, 0), reader.Apply(both));
        Assert.Equal(["alater"], reader.Texts());
        Assert.Equal(1, reader.PendingCount);
    }

    [Fact]
    public void AnUpdateThatWakesWhatCannotBeSaysSo()
    {
        Document ana = Pages.New(1), reader = Pages.New(2);
        BlockId block = ana.AddText("a");
        byte[] beginning = ana.ExportSince(VersionVector.Empty), forged;
        using (Transaction edit = ana.Begin())
        {
            edit.SetProperty(block, "k", "v");
            forged = edit.Commit().ToArray();
        }
        int target = forged.AsSpan().IndexOf([(byte)0x94, (byte)9]) + 2;
        Assert.Equal(2, forged[target]);
        forged[target] = 1;                             // not the block any more, but its text
        Assert.Equal(new ApplyResult(0, 0, 1, 0), reader.Apply(forged));
        Assert.Equal(new ApplyResult(1, 0, 0, 1), reader.Apply(beginning));
        Assert.Equal(["a"], reader.Texts());
        Assert.Equal(0, reader.PendingCount);
    }

    [Fact]
    public void AnUpdateOfTheMostBytesIsTakenAndALongerOneIsNot()
    {
        Document ana = Pages.New(1);
        ana.AddText("a");
        byte[] update = ana.ExportSince(VersionVector.Empty);
        Document exact = WithMost(update.Length), less = WithMost(update.Length - 1);
        Assert.Equal(new ApplyResult(1, 0, 0, 0), exact.Apply(update));
        Assert.Equal(CrdtErrorCode.LimitExceeded, Pages.Code(() => less.Apply(update)));
        Assert.Equal(CrdtErrorCode.LimitExceeded, Pages.Code(() => less.Inspect(update)));
        Assert.Equal(0, less.BlockCount);

        static Document WithMost(int bytes) => new(new ReplicaId(2), new DocumentOptions { Limits = new DecodeLimits { MaxBytes = bytes } });
    }

    [Fact]
    public void TwoWritersWithOneIdAreFoundOut()
    {
        Document one = Pages.New(1), two = Pages.New(1), reader = Pages.New(2);
        one.AddText("this");
        two.AddText("that");
        reader.Apply(one.ExportSince(VersionVector.Empty));
        byte[] before = reader.Save();
        Assert.Equal(CrdtErrorCode.ReplicaConflict, Pages.Code(() => reader.Apply(two.ExportSince(VersionVector.Empty))));
        Assert.Equal(CrdtErrorCode.ReplicaConflict, Pages.Code(() => reader.Inspect(two.ExportSince(VersionVector.Empty))));
        Assert.Equal(before, reader.Save());
    }

    [Fact]
    public void AnUpdateWithOneImpossibleChangeTakesNoEffectAtAll()
    {
        Document ana = Pages.New(1), ben = Pages.New(2);
        ana.AddText("good");
        ben.Apply(ana.ExportSince(VersionVector.Empty));
        byte[] before = ben.Save();
        // Replica 3 makes a block, then erases what nobody ever wrote.
        byte[] update = [0x93, 0x01, 0x94, 0x03, 0x00, 0x01, 0x91, 0x94, 0x01, 0xa1, (byte)'t', 0x00, 0xa1, (byte)'V',
            0x94, 0x03, 0x01, 0x01, 0x91, 0x93, 0x08, 0x01, 0x01];
        Assert.Equal(CrdtErrorCode.InvalidChange, Pages.Code(() => ben.Apply(update)));
        Assert.Equal(before, ben.Save());
        Assert.Equal(["good"], ben.Texts());
    }

    [Fact]
    public void WhatAnAuthorCannotHaveSeenMakesAChangeInvalid()
    {
        Document ana = Pages.New(1), ben = Pages.New(2);
        ana.AddText("hidden");
        ben.Apply(ana.ExportSince(VersionVector.Empty));
        // Replica 3 sets a property of replica 1's block without a dependency on replica 1.
        byte[] update = [0x92, 0x01, 0x94, 0x03, 0x00, 0x01, 0x91, 0x94, 0x09, 0x92, 0x01, 0x00, 0xa1, (byte)'k', 0x01];
        Assert.Equal(CrdtErrorCode.InvalidChange, Pages.Code(() => ben.Apply(update)));
    }

    [Fact]
    public void TheCausalBufferIsBounded()
    {
        Document ana = Pages.New(1);
        BlockId block = ana.AddText("");
        var ben = new Document(new ReplicaId(2), new DocumentOptions { Limits = new DecodeLimits { MaxPendingChanges = 3 } });
        for (int i = 0; i < 3; i++) ben.Apply(ana.Type(block, "x"));
        Assert.Equal(CrdtErrorCode.PendingOverflow, Pages.Code(() => ben.Apply(ana.Type(block, "x"))));
        Assert.Equal(3, ben.PendingCount);
    }

    [Fact]
    public void InspectTellsWhoWhenAndWhetherAsIfTheChangesBeforeHadBeenApplied()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero));
        Document ana = Pages.New(1, time), ben = Pages.New(2, time);
        BlockId block = ana.AddText("one");
        VersionVector early = ana.Version;
        time.Advance(TimeSpan.FromSeconds(1));
        ana.Type(block, "two");
        ben.Apply(ana.ExportSince(VersionVector.Empty));
        time.Advance(TimeSpan.FromSeconds(1));
        ben.Type(block, "three");

        IReadOnlyList<ChangeHeader> all = Pages.New(3).Inspect(ben.ExportSince(VersionVector.Empty));
        Assert.Equal([ChangeState.Ready, ChangeState.Ready, ChangeState.Ready], all.Select(header => header.State));
        Assert.Equal([0, 1, 2], all.Select(header => (int)(header.Timestamp!.Value.Time - new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero)).TotalSeconds));
        Assert.Equal(ana.Version[ana.Replica], all[2].Dependencies[ana.Replica]);

        IReadOnlyList<ChangeHeader> late = Pages.New(3).Inspect(ben.ExportSince(early));
        Assert.Equal([ChangeState.Waiting, ChangeState.Waiting], late.Select(header => header.State));
        Assert.Null(late[0].Timestamp);
        Assert.All(ben.Inspect(ana.ExportSince(VersionVector.Empty)), header => Assert.Equal(ChangeState.Known, header.State));
    }

    [Fact]
    public void OperationsOfALaterVersionAreKeptAndPassedOn()
    {
        Document page = Pages.New(1);
        byte[] update = [0x92, 0x01, 0x94, 0x05, 0x00, 0x01, 0x91, 0x93, 0x46, 0x03, 0xa5, .. "later"u8];
        Assert.Equal(1, page.Apply(update).Applied);
        Assert.Equal(3, page.Version[new ReplicaId(5)]);
        Assert.Equal(update, page.ExportSince(VersionVector.Empty));
        Assert.Equal(update, Document.Load(page.Save(), new ReplicaId(2)).ExportSince(VersionVector.Empty));
    }

    [Fact]
    public void ASnapshotThatWasChangedIsRefused()
    {
        Document page = Pages.New(1);
        page.AddText("some text that is long enough to be worth compressing, which it is only when there is enough of it to compress");
        byte[] snapshot = page.Save();
        for (int i = 0; i < snapshot.Length; i++)
        {
            byte[] changed = [.. snapshot];
            changed[i] ^= 0x10;
            Assert.Throws<CrdtException>(() => Document.Load(changed, new ReplicaId(2)));
            Assert.Throws<CrdtException>(() => Document.Load(snapshot.AsSpan(0, i), new ReplicaId(2)));
        }
    }
}
