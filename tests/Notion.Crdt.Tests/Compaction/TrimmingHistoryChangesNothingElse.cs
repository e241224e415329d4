using Notion.Crdt.Tests.Documents;
using Notion.Crdt.Tests.Histories;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Compaction;

public class TrimmingHistoryChangesNothingElse
{
    [Fact]
    public void ItShowsAndSavesTheSameOnEveryReplica() => Past.ForMany(past =>
    {
        VersionVector first = past.Some().Version, second = past.Some().Version, cut = first.Union(second);
        Document full = past.Document, trimmed = past.Copy();
        int gone = trimmed.Compact(first) + trimmed.Compact(second);
        Assert.Equal(cut, trimmed.TrimmedVersion);
        Assert.Equal(full.Version, trimmed.Version);
        Assert.Equal(full.ChangeCount, trimmed.ChangeCount + gone);
        Assert.Equal(Rendering.Of(full), Rendering.Of(trimmed));
        byte[] saved = trimmed.Save();
        Assert.True(saved.AsSpan().SequenceEqual(full.SaveShallow(cut)), "Trimmed twice, or once, or on saving: the bytes are the same.");
        Document loaded = Document.Load(saved, ReplicaId.Create(past.Random), past.Options);
        Assert.Equal(Rendering.Of(full), Rendering.Of(loaded));
        Assert.True(saved.AsSpan().SequenceEqual(loaded.Save()));
        foreach (Document page in (Document[])[trimmed, loaded]) AssertReachesBackTo(cut, page, past);
        Assert.Equal(0, loaded.Compact(first));
        loaded.Compact(full.Version);
        Assert.Equal(0, loaded.ChangeCount);
        Assert.True(loaded.Save().AsSpan().SequenceEqual(full.SaveShallow(full.Version)));
    }, share: 5);

    [Fact]
    public void WhatComesAfterwardsIsMergedAsEver() => Past.ForMany(past =>
    {
        Document some = past.Some();
        some.Compact(some.Version);
        Document late = past.Copy(), loaded = Document.Load(some.Save(), ReplicaId.Create(past.Random), past.Options);
        foreach (Document page in (Document[])[some, loaded])
        {
            Write(page, past.Random);
            Assert.Equal(page.Version, Applied(late, page).Version);
            byte[] all = late.ExportSince(page.Version);
            string before = Rendering.Of(page);
            try
            {
                page.Apply(all);
            }
            catch (CrdtException refused)
            {
                Assert.Equal(CrdtErrorCode.HistoryTrimmed, refused.Code);
                Assert.Equal(before, Rendering.Of(page));
                continue;
            }
            Assert.Equal(Rendering.Of(late), Rendering.Of(page));
            Write(page, past.Random);
            late.Merge(page);
            Assert.Equal(Rendering.Of(late), Rendering.Of(page));
            Assert.Equal(Rendering.Of(page), Rendering.Of(page.At(page.Version)));
        }

        static Document Applied(Document late, Document page)
        {
            // What is new there: the late one has the rest.
            late.Apply(page.ExportSince(page.TrimmedVersion));
            return page;
        }
    }, share: 5);

    [Fact]
    public void WhatCameFromBeforeTheCutIsKnown()
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText("one");
        byte[] known = page.ExportSince(VersionVector.Empty), typed = page.Type(block, "two");
        VersionVector cut = page.Version;
        page.Type(block, "three");
        page.Compact(cut);
        Assert.Equal(new ApplyResult(0, 1, 0, 0), page.Apply(known));
        Assert.Equal(new ApplyResult(0, 1, 0, 0), page.Apply(typed));
        Assert.Null(Assert.Single(page.Inspect(known)).Timestamp);
        Document twin = Pages.New(2);
        twin.Apply(known);
        Document sameId = twin.Fork(new ReplicaId(1 << 20));
        Assert.Equal(CrdtErrorCode.HistoryTrimmed, Pages.Code(() => page.ExportSince(sameId.Version)));
        CrdtException trimmed = Assert.Throws<CrdtException>(() => page.At(VersionVector.Empty));
        Assert.Equal(cut, trimmed.TrimmedVersion);
    }

    [Fact]
    public void AViewOfBeforeShowsWhatItShowed()
    {
        Document page = Pages.New(1);
        BlockId block = page.AddText("one");
        VersionVector then = page.Version;
        Document view = page.At(then);
        page.Type(block, " two");
        page.Compact(page.Version);
        Assert.Equal("one", view.GetBlock(block).Text);
        Assert.Equal(CrdtErrorCode.HistoryTrimmed, Pages.Code(() => view.ExportSince(VersionVector.Empty)));
        Assert.Equal("one two", page.At(page.Version).GetBlock(block).Text);
        Assert.Throws<OperationCanceledException>(() => Typed(page, block).Compact(page.Version, null, new CancellationToken(canceled: true)));
        Assert.Equal(1, page.ChangeCount);

        static Document Typed(Document page, BlockId block)
        {
            page.Type(block, " three");
            return page;
        }
    }

    [Fact]
    public void AuthorsStayKnownAndTimesGo()
    {
        Document page = Pages.New(1);
        BlockId block = default;
        foreach (string author in (string[])["ana", "ben"])
        {
            using Transaction edit = page.Begin(author);
            if (block == default) block = edit.CreateBlock("text", BlockId.Root);
            edit.InsertText(block, page.GetBlock(block).TextLength, author);
            edit.Commit();
        }
        VersionVector cut = page.Version;
        page.Type(block, "!");
        page.Compact(cut);
        BlockAuthorship who = page.GetAuthorship(block);
        Assert.Equal(["ana", "ben", "ben"], who.Text.Select(run => run.By.Author));
        Assert.Equal([true, true, false], who.Text.Select(run => run.By.Time is null));
        Assert.NotNull(who.Created.Time);
        HistoryEntry entry = Assert.Single(page.GetHistory().Entries);
        Assert.Equal(cut, entry.VersionBefore);
    }

    private static void Write(Document page, Random random)
    {
        var person = new Person(page, random) { ChecksLocality = false };
        using Transaction transaction = page.Begin();
        for (int i = 0; i < 3; i++) person.Act(transaction);
        transaction.Commit();
    }

    private static void AssertReachesBackTo(VersionVector cut, Document page, Past past)
    {
        foreach (Document then in (Document[])[past.Some(), past.Some(), Upgraded(past, cut)])
        {
            if (!then.Version.Includes(cut))
            {
                Assert.Equal(CrdtErrorCode.HistoryTrimmed, Pages.Code(() => page.At(then.Version)));
                CrdtException trimmed = Assert.Throws<CrdtException>(() => page.ExportSince(then.Version));
                Assert.Equal((CrdtErrorCode.HistoryTrimmed, cut), (trimmed.Code, trimmed.TrimmedVersion));
                continue;
            }
            Document view = page.At(then.Version);
            Assert.Equal(Rendering.Of(then), Rendering.Of(view));
            Assert.True(view.Save().AsSpan().SequenceEqual(then.SaveShallow(cut)));
            Assert.True(page.ExportSince(then.Version).Length == past.Document.ExportSince(then.Version).Length);
            then.Apply(page.ExportSince(then.Version));
            Assert.Equal(Rendering.Of(page), Rendering.Of(then));
        }
    }

    private static Document Upgraded(Past past, VersionVector cut)
    {
        Document some = past.Document.Fork(ReplicaId.Create(past.Random), cut.Union(past.Some().Version));
        return some;
    }
}
