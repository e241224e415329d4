using Notion.Crdt.Tests.Documents;
using Notion.Crdt.Tests.Oracle;

namespace Notion.Crdt.Tests.Histories;

public class AViewShowsWhatItsChangesShow
{
    [Fact]
    public void AtAnyVersionOfAnyHistory() => Past.ForMany(past =>
    {
        for (int i = 0; i < 3; i++)
        {
            Document expected = past.Some(), view = past.Document.At(expected.Version);
            Assert.Equal(Rendering.Of(expected), Rendering.Of(view));
            Assert.Equal(expected.Version, view.Version);
            Assert.Equal(expected.ChangeCount, view.ChangeCount);
            Assert.True(expected.Save().AsSpan().SequenceEqual(view.Save()), "A view saves what a document with its changes saves.");
            Document fork = past.Document.Fork(ReplicaId.Create(past.Random), expected.Version);
            Assert.Equal(Rendering.Of(expected), Rendering.Of(fork));
        }
    });

    [Fact]
    public void WhateverCheckpointItStartsFrom()
    {
        Document page = Pages.New(1), other = Pages.New(2);
        BlockId block = page.AddText("");
        var versions = new List<(VersionVector Version, string Text)>();
        for (int i = 0; i < 14_000; i++)
        {
            page.Type(block, ((char)('a' + (i % 26))).ToString());
            if (i % 100 == 0) other.Merge(page);
            if (i % 100 == 50) other.Type(block, "-");
            if (i % 100 == 70) page.Merge(other);
            if (i % 1000 == 999) versions.Add((page.Version, page.GetBlock(block).Text));
        }
        var seen = new List<int>();
        foreach ((VersionVector version, string text) in versions.AsEnumerable().Reverse().Concat(versions))
        {
            Document view = page.At(version, new Reports(report => seen.Add(report.Total)), CancellationToken.None);
            Assert.Equal(text, view.GetBlock(block).Text);
            Assert.Equal(version, view.Version);
        }
        Assert.NotEmpty(seen);
        Document later = page.At(versions[^1].Version);
        Assert.True(later.Save().AsSpan().SequenceEqual(page.Fork(new ReplicaId(3), versions[^1].Version).Save()));
    }

    [Fact]
    public void OrTheCallSaysWhyNot()
    {
        Document page = Pages.New(1), other = Pages.New(2);
        BlockId block = page.AddText("one");
        other.Merge(page);
        other.Type(block, "two");
        page.Merge(other);
        ReplicaId first = page.Replica, second = other.Replica;
        Assert.Equal(CrdtErrorCode.UnknownVersion, Pages.Code(() => page.At(Version((first, 99)))));
        Assert.Equal(CrdtErrorCode.UnknownVersion, Pages.Code(() => page.At(Version((new ReplicaId(7), 1)))));
        Assert.Equal(CrdtErrorCode.VersionNotClosed, Pages.Code(() => page.At(Version((first, 2)))));
        Assert.Equal(CrdtErrorCode.VersionNotClosed, Pages.Code(() => page.At(Version((second, 3)))));
        Document view = page.At(Version((first, 4)));
        Assert.Equal("one", view.GetBlock(block).Text);
        Assert.Equal(CrdtErrorCode.ReadOnlyDocument, Pages.Code(() => view.Begin()));
        Assert.Equal(CrdtErrorCode.ReadOnlyDocument, Pages.Code(() => view.Apply(page.ExportSince(VersionVector.Empty))));
        Assert.Equal(CrdtErrorCode.ReadOnlyDocument, Pages.Code(() => view.Revert(VersionVector.Empty)));
        Assert.Empty(page.At(VersionVector.Empty).EnumerateBlocks());
        Assert.Throws<OperationCanceledException>(() => page.At(Version((first, 4), (second, 3)), null, new CancellationToken(canceled: true)));
    }

    private static VersionVector Version(params (ReplicaId Replica, int End)[] entries) =>
        VersionVector.From(entries.Select(entry => KeyValuePair.Create(entry.Replica, entry.End)));

    private sealed class Reports(Action<HistoryProgress> take) : IProgress<HistoryProgress>
    {
        public void Report(HistoryProgress value) => take(value);
    }
}
