using System.Text;
using Notion.Crdt.Tests.Documents;
using Notion.Crdt.Tests.Histories;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Compaction;

public class AGenerationShowsTheSame
{
    [Fact]
    public void WhateverHistoryItComesFrom() => Past.ForMany(past =>
    {
        Document old = past.Document, next = old.StartGeneration(ReplicaId.Create(past.Random));
        Assert.Equal(WithTrash(old), WithTrash(next));
        Assert.Equal((1, old.Version, old.Version), (next.Generation, next.Version, next.TrimmedVersion));
        byte[] saved = next.Save();
        Assert.True(saved.AsSpan().SequenceEqual(past.Copy().StartGeneration(ReplicaId.Create(past.Random)).Save()), "Started at one version, it is the same everywhere.");
        Document loaded = Document.Load(saved, ReplicaId.Create(past.Random), past.Options);
        Assert.Equal(WithTrash(old), WithTrash(loaded));
        Assert.True(saved.AsSpan().SequenceEqual(loaded.Save()));
        Document third = next.StartGeneration(ReplicaId.Create(past.Random));
        Assert.Equal(WithTrash(old), WithTrash(third));
        Assert.Equal(2, third.Generation);

        Document emptied = old.StartGeneration(ReplicaId.Create(past.Random), new GenerationOptions { EmptyTrash = true });
        Assert.Equal(Live(old), Live(emptied));
        Assert.True(emptied.BlockCount <= next.BlockCount && next.BlockCount <= old.BlockCount);
        Assert.True(emptied.EnumerateTrash().Count() <= old.EnumerateTrash().Count());
    }, share: 5);

    [Fact]
    public void AndWhoeverWritesInItConverges() => Past.ForMany(past =>
    {
        bool emptyTrash = past.Random.Next(2) == 0;
        byte[] start = past.Document.StartGeneration(ReplicaId.Create(past.Random), new GenerationOptions { EmptyTrash = emptyTrash }).Save();
        Document[] people = [.. Enumerable.Range(0, past.Random.Next(2, 5)).Select(_ => Document.Load(start, ReplicaId.Create(past.Random), past.Options))];
        var updates = new List<byte[]>();
        for (int i = past.Random.Next(5, 25); i > 0; i--)
        {
            Document one = people[past.Random.Next(people.Length)], other = people[past.Random.Next(people.Length)];
            if (one != other && past.Random.Next(3) == 0) one.Merge(other);
            else if (Write(one, past.Random) is { Length: > 0 } update) updates.Add(update);
        }
        foreach (Document to in people)
            foreach (Document from in people) to.Merge(from);
        Document late = Document.Load(start, ReplicaId.Create(past.Random), past.Options), loaded = Document.Load(people[0].Save(), ReplicaId.Create(past.Random), past.Options);
        byte[][] shuffled = [.. updates];
        past.Random.Shuffle(shuffled);
        foreach (byte[] update in shuffled) late.Apply(update);
        foreach (Document document in people[1..].Append(late).Append(loaded))
        {
            Assert.Equal(Rendering.Of(people[0]), Rendering.Of(document));
            Assert.True(people[0].Save().AsSpan().SequenceEqual(document.Save()));
            Assert.Equal(0, document.PendingCount);
        }
        Assert.Equal(Rendering.Of(loaded), Rendering.Of(loaded.At(loaded.Version)));
        Assert.Equal(Live(Document.Load(start, ReplicaId.Create(past.Random), past.Options)), Live(people[0].At(people[0].TrimmedVersion)));
        Document again = people[0].StartGeneration(ReplicaId.Create(past.Random));
        Assert.Equal(WithTrash(people[0]), WithTrash(again));
    }, share: 5);

    [Fact]
    public void VerbsDoInItWhatTheyDoWithout() => Past.ForMany(past =>
    {
        ReplicaId id = ReplicaId.Create(past.Random);
        Document whole = past.Document.Fork(id), next = past.Document.StartGeneration(id);
        int seed = past.Random.Next();
        for (int i = 0; i < 8; i++)
        {
            Write(whole, new Random(seed + i), reachesBack: false);
            Write(next, new Random(seed + i), reachesBack: false);
            Assert.Equal(Plain(whole), Plain(next));
        }
    }, share: 5);

    [Fact]
    public void OtherGenerationsAreToldSo()
    {
        Document ana = Pages.New(1), ben = Pages.New(2);
        BlockId block = ana.AddText("one two");
        ben.Merge(ana);
        using (Transaction edit = ana.Begin())
        {
            edit.DeleteText(block, 3, 4);
            edit.Commit();
        }
        byte[] before = ana.ExportSince(VersionVector.Empty);
        Document next = ana.StartGeneration(new ReplicaId(3)), other = ben.StartGeneration(new ReplicaId(4));
        Assert.Equal(2, next.Apply(before).Known);

        byte[] late = ben.Type(block, "!"), later = ana.Type(block, "?"), made = next.Type(block, " three"), third = other.Type(block, " four");
        foreach ((Document document, byte[] update) in ((Document, byte[])[])[(next, late), (next, later), (next, third), (ana, made), (ben, made), (other, made), (ana, third)])
        {
            string shown = Rendering.Of(document);
            Assert.Equal(CrdtErrorCode.HistoryTrimmed, Pages.Code(() => document.Apply(update)));
            Assert.Equal(CrdtErrorCode.HistoryTrimmed, Pages.Code(() => document.Inspect(update)));
            Assert.Equal(shown, Rendering.Of(document));
        }
        Assert.Equal(CrdtErrorCode.HistoryTrimmed, Pages.Code(() => next.ExportSince(ben.Version)));
        Document loaded = Document.Load(next.Save(), new ReplicaId(1));
        Assert.Equal(1, loaded.Generation);
        Assert.Equal(CrdtErrorCode.ReplicaConflict, Pages.Code(() => loaded.Begin()));
        Assert.Equal(1, Document.Load(next.Save(), new ReplicaId(9)).ChangeCount);
        Assert.Throws<ArgumentException>(() => ana.StartGeneration(new ReplicaId(1)));
    }

    [Fact]
    public void WhatNobodySeesGoes()
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText("stays goes"), joined, trashed = page.AddText("trash");
        Cursor stays = page.CreateCursor(block, 3), goes = page.CreateCursor(block, 8);
        using (Transaction edit = page.Begin())
        {
            edit.Mark(block, 6, 4, MarkTypes.Bold, true);
            edit.Mark(block, 0, 8, MarkTypes.Italic, true);
            edit.DeleteText(block, 5, 5);
            joined = edit.Split(block, 2);
            edit.Join(joined);
            edit.Delete(trashed);
            edit.Commit();
        }
        Document next = page.StartGeneration(new ReplicaId(2)), emptied = page.StartGeneration(new ReplicaId(2), new GenerationOptions { EmptyTrash = true });
        Assert.Equal((3, 2, 1), (page.BlockCount, next.BlockCount, emptied.BlockCount));
        Assert.False(next.TryGetBlock(joined, out _));
        Assert.Equal("trash", next.GetBlock(trashed).Text);
        Assert.Equal((CursorStatus.Shown, 3), (next.Resolve(stays).Status, next.Resolve(stays).Offset));
        Assert.Equal(CursorStatus.Unknown, next.Resolve(goes).Status);
        next.Type(block, "!");
        TextRun run = Assert.Single(next.GetBlock(block).RichText);
        Assert.Equal("stays!", run.Text);
        Assert.True(emptied.Save().Length < page.SaveShallow(page.Version).Length);
    }

    internal static byte[] Write(Document page, Random random, bool reachesBack = true)
    {
        var person = new Person(page, random) { ChecksLocality = false, ReachesBack = reachesBack };
        using Transaction transaction = page.Begin();
        for (int i = 0; i < 3; i++) person.Act(transaction);
        return transaction.Commit().ToArray();
    }

    internal static string Live(Document document) => string.Join('\n', Rendering.Of(document).Split('\n').Where(line => !line.StartsWith("trash ", StringComparison.Ordinal)));

    internal static string WithTrash(Document document)
    {
        var lines = new StringBuilder(Rendering.Of(document));
        var open = new Stack<Block>(document.EnumerateTrash().OrderBy(block => block.Id));
        while (open.TryPop(out Block block))
        {
            Rendering.AppendValues(lines.Append("in trash ").Append(block.Id).Append(' ').Append(block.Type).Append(' ').Append(block.RichText), block);
            foreach (Block child in block.Children) open.Push(child);
        }
        return lines.ToString();
    }

    /// <summary>What is shown, without ids and marks.</summary>
    internal static string Plain(Document document)
    {
        var lines = new StringBuilder();
        foreach (Block block in document.EnumerateBlocks())
        {
            for (Block? at = block.Parent; at is { } parent && parent.Id != BlockId.Root; at = parent.Parent) lines.Append("  ");
            Rendering.AppendValues(lines.Append(block.Type).Append(": ").Append(block.Text), block);
        }
        return lines.ToString();
    }
}
