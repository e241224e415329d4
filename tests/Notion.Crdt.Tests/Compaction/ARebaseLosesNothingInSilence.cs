using Notion.Crdt.Tests.Documents;
using Notion.Crdt.Tests.Histories;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Compaction;

public class ARebaseLosesNothingInSilence
{
    /// <summary>Seeds that once failed.</summary>
    public static TheoryData<int> RegressionSeeds => [375, 787, 5069, 5214];

    [Fact]
    public void WhatOnePersonDidComesToTheSame() => Past.ForMany(CheckOne, share: 5);

    [Theory]
    [MemberData(nameof(RegressionSeeds))]
    public void SeedsThatOnceFailedHold(int seed) => Past.ForSeed(seed, CheckOne);

    private static void CheckOne(Past past)
    {
        Document server = past.Some(), person = server.Fork(ReplicaId.Create(past.Random));
        for (int i = past.Random.Next(1, 8); i > 0; i--) AGenerationShowsTheSame.Write(person, past.Random);
        byte[] snapshot = past.Random.Next(2) == 0 ? server.StartGeneration(ReplicaId.Create(past.Random)).Save() : server.SaveShallow(server.Version);
        string before = Rendering.Of(person);
        RebaseResult result = person.Rebase(snapshot, ReplicaId.Create(past.Random));
        Assert.Equal(before, Rendering.Of(person));
        Assert.DoesNotContain(result.Lost, lost => lost.Text.Length > 0);
        // In a generation what had escaped a deletion does not go back when the deleted block is restored: docs/compaction.md.
        bool maySettle = result.Document.Generation > 0 && server.State.Arrangement.HasEscaped;
        if (!maySettle) Assert.Equal(AGenerationShowsTheSame.Plain(person), AGenerationShowsTheSame.Plain(result.Document));
        AssertArrives(snapshot, result, past);
    }

    [Fact]
    public void WhateverOthersDidMeanwhile() => Past.ForMany(past =>
    {
        Document server = past.Some(), person = past.Some();
        byte[] snapshot = past.Random.Next(3) switch
        {
            0 => server.SaveShallow(server.Version),
            1 => server.StartGeneration(ReplicaId.Create(past.Random)).Save(),
            _ => server.StartGeneration(ReplicaId.Create(past.Random), new GenerationOptions { EmptyTrash = true }).Save(),
        };
        ReplicaId id = ReplicaId.Create(past.Random);
        int unsent = Written(person, by => by.Counter >= server.Version[by.Replica]);
        RebaseResult result = person.Rebase(snapshot, id);
        int carried = Written(result.Document, by => by.Replica == id), lost = result.Lost.Sum(loss => loss.Text.Length);
        Assert.True(carried + lost >= unsent, $"{unsent} units were typed; {carried} are there, and {lost} were handed out.");
        if (server.Version.Includes(person.Version)) Assert.Equal((0, 0), (result.Lost.Count, result.Blocks.Count));
        foreach (BlockId made in result.Blocks.Values) Assert.True(result.Document.TryGetBlock(made, out _));
        AssertArrives(snapshot, result, past);
    }, share: 5);

    [Fact]
    public void TextWhosePlaceIsGoneIsHandedOut()
    {
        (Document server, Document person, BlockId block) = Two("one");
        BlockId other = server.AddText("two");
        person.Merge(server);
        person.Type(block, " more");
        BlockId half = Do(person, edit => edit.Split(other, 1));
        person.Type(half, "!");
        Do(server, edit => edit.Delete(block));
        Do(server, edit => edit.Delete(other));

        byte[] kept = server.StartGeneration(new ReplicaId(5)).Save(), emptied = server.StartGeneration(new ReplicaId(5), new GenerationOptions { EmptyTrash = true }).Save();
        RebaseResult inTrash = person.Rebase(kept, new ReplicaId(6)), gone = person.Rebase(emptied, new ReplicaId(6));
        Assert.Empty(inTrash.Lost);
        Assert.Equal("one more", inTrash.Document.GetBlock(block).Text);
        RebaseLoss lost = Assert.Single(gone.Lost);
        Assert.Equal((RebaseLossReason.Gone, block, " more"), (lost.Reason, lost.Block, lost.Text));
        Assert.Equal("!", gone.Document.GetBlock(gone.Blocks[half]).Text);
    }

    [Fact]
    public void WhatWasTakenAwayAndMayReturnIsTold()
    {
        (Document server, Document person, BlockId block) = Two("one");
        Document other = server.Fork(new ReplicaId(7));
        other.Type(block, " typo");
        BlockId added = other.AddText("mine");
        person.Merge(other);
        Do(person, edit => edit.DeleteText(block, 0, 8));
        person.Type(added, "!");
        Do(person, edit => edit.Delete(added));
        OpId[] own = [.. Enumerable.Range(0, person.Version[person.Replica]).Select(counter => new OpId(person.Replica, counter))];

        byte[] snapshot = server.StartGeneration(new ReplicaId(5)).Save();
        RebaseResult result = person.Rebase(snapshot, new ReplicaId(6), own);
        Assert.Equal("", result.Document.GetBlock(block).Text);
        Assert.Equal(
            [(RebaseLossReason.MayReturn, block, " typo"), (RebaseLossReason.Gone, added, "!"), (RebaseLossReason.MayReturn, added, "")],
            result.Lost.Select(lost => (lost.Reason, lost.Block, lost.Text)));
        RebaseResult all = person.Rebase(snapshot, new ReplicaId(8));
        Assert.Empty(all.Lost);
    }

    [Fact]
    public void TextWithoutAPlaceIsListedThoughItWasErased()
    {
        (Document server, Document person, BlockId _) = Two("one");
        Document other = server.Fork(new ReplicaId(7));
        BlockId added = other.AddText("mine");
        person.Merge(other);
        person.Type(added, "!");
        OpId own = new(person.Replica, person.Version[person.Replica] - 1);
        other.Merge(person);
        Do(other, edit => edit.DeleteText(added, 0, 5));
        person.Merge(other);
        RebaseLoss lost = Assert.Single(person.Rebase(server.StartGeneration(new ReplicaId(5)).Save(), new ReplicaId(6), [own]).Lost);
        Assert.Equal((RebaseLossReason.Gone, added, "", own), (lost.Reason, lost.Block, lost.Text, lost.Operation));
    }

    [Fact]
    public void WhatOthersDidLaterStands()
    {
        (Document server, Document person, BlockId block) = Two("one");
        BlockId other = server.AddText("two");
        Do(server, edit => edit.AddToSet(block, "tags", "a"));
        person.Merge(server);
        Do(person, edit => edit.SetProperty(block, "color", "red"));
        Do(person, edit => edit.SetType(block, "quote"));
        Do(person, edit => edit.Move(other, BlockId.Root, 0));
        Do(person, edit => edit.RemoveFromSet(block, "tags", "a"));
        Do(person, edit => edit.Increment(block, "votes", 2));
        Do(server, edit => edit.SetProperty(block, "color", "blue"));
        Do(server, edit => edit.SetType(block, "code"));
        Do(server, edit => edit.Move(other, block));
        Do(server, edit => { edit.RemoveFromSet(block, "tags", "a"); edit.AddToSet(block, "tags", "a"); });
        Do(person, edit => edit.Delete(block));

        RebaseResult result = person.Rebase(server.StartGeneration(new ReplicaId(5)).Save(), new ReplicaId(6));
        Assert.Equal(
            [
                (RebaseLossReason.Overruled, block, "color", PropertyValue.From("red")), (RebaseLossReason.Overruled, block, null, "quote"), (RebaseLossReason.Overruled, other, null, default),
                (RebaseLossReason.Overruled, block, "tags", "a"), (RebaseLossReason.TouchesUnseen, block, null, default),
            ],
            result.Lost.Select(lost => (lost.Reason, lost.Block, lost.Key, lost.Value)));
        Block there = result.Document.GetBlock(block);
        Assert.Equal(("blue", "code", 2L, true), (there.Properties["color"].AsString(), there.Type, there.GetCounter("votes"), there.SetContains("tags", "a")));
        Assert.Equal(block, result.Document.GetBlock(other).Parent!.Value.Id);
    }

    [Fact]
    public void ErasedTextThatWasRestoredIsTypedAgain()
    {
        (Document server, Document person, BlockId block) = Two("one two three");
        Do(server, edit => edit.DeleteText(block, 3, 4));
        person.Merge(server);
        person.Revert(VersionVector.From([KeyValuePair.Create(server.Replica, 14)]));
        Assert.Equal("one two three", person.GetBlock(block).Text);
        RebaseResult result = person.Rebase(server.StartGeneration(new ReplicaId(5)).Save(), new ReplicaId(6));
        Assert.Equal("one two three", result.Document.GetBlock(block).Text);
        Assert.Empty(result.Lost);
    }

    [Fact]
    public void OrTheCallSaysWhyNot()
    {
        (Document server, Document person, BlockId block) = Two("one");
        person.Type(block, "!");
        server.Type(block, "?");
        byte[] snapshot = server.StartGeneration(new ReplicaId(5)).Save();
        Assert.Throws<ArgumentException>(() => person.Rebase(snapshot, person.Replica));
        Assert.Throws<ArgumentException>(() => person.Rebase(snapshot, server.Replica));
        Assert.Throws<OperationCanceledException>(() => person.Rebase(snapshot, new ReplicaId(6), null, new CancellationToken(canceled: true)));
        Document stranger = Pages.New(server.Replica.Value);
        stranger.AddText("other");
        Assert.Equal(CrdtErrorCode.ReplicaConflict, Pages.Code(() => stranger.Rebase(snapshot, new ReplicaId(6))));
        Assert.Equal(CrdtErrorCode.ReplicaConflict, Pages.Code(() => stranger.Rebase(server.Save(), new ReplicaId(6))));
        person.Compact(person.Version);
        Assert.Equal(CrdtErrorCode.HistoryTrimmed, Pages.Code(() => person.Rebase(snapshot, new ReplicaId(6))));
    }

    private static (Document Server, Document Person, BlockId Block) Two(string text)
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        time.AutoAdvanceAmount = TimeSpan.FromMilliseconds(1);
        Document server = Pages.New(1, time), person = Pages.New(2, time);
        BlockId block = server.AddText(text);
        person.Merge(server);
        return (server, person, block);
    }

    private delegate void Edit(Transaction edit);

    private delegate BlockId Make(Transaction edit);

    private static void Do(Document page, Edit edit)
    {
        using Transaction transaction = page.Begin();
        edit(transaction);
        transaction.Commit();
    }

    private static BlockId Do(Document page, Make edit)
    {
        using Transaction transaction = page.Begin();
        BlockId made = edit(transaction);
        transaction.Commit();
        return made;
    }

    private static void AssertArrives(byte[] snapshot, RebaseResult result, Past past)
    {
        Document other = Document.Load(snapshot, ReplicaId.Create(past.Random), past.Options);
        other.Apply(result.Update.Span);
        Assert.Equal(Rendering.Of(result.Document), Rendering.Of(other));
        Assert.True(result.Document.Save().AsSpan().SequenceEqual(other.Save()));
    }

    /// <summary>UTF-16 units of the text, in the trash, too, that is from certain operations.</summary>
    private static int Written(Document document, Func<OpId, bool> from)
    {
        int units = 0;
        var open = new Stack<Block>(document.EnumerateBlocks().Concat(document.EnumerateTrash()));
        while (open.TryPop(out Block block))
        {
            foreach (AuthoredText run in document.GetAuthorship(block.Id).Text)
                for (int i = 0; i < run.Length; i++)
                    if (from(new OpId(run.By.Operation.Replica, run.By.Operation.Counter + CharactersIn(block.Text.AsSpan(run.Offset, i))))) units++;
            if (block.IsDeleted)
                foreach (Block child in block.Children) open.Push(child);
        }
        return units;
    }

    private static int CharactersIn(ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (char unit in text)
            if (!char.IsLowSurrogate(unit)) count++;
        return count > 0 && char.IsHighSurrogate(text[^1]) ? count - 1 : count;
    }
}
