using System.Runtime.InteropServices;
using Notion.Crdt;

namespace Notion.Sync.Protocol.Tests.Server;

/// <summary>What newcomers get is put together once.</summary>
public class PageSourceTests
{
    private static readonly string Text = string.Concat(Enumerable.Range(0, 2_000).Select(number => $"{number} "));

    [Fact]
    public void NewcomersShareWhatWasPutTogetherUntilThePageChanges()
    {
        Document page = Page();
        var source = new PageSource(page);
        byte[] first = Bytes(source.Since(VersionVector.Empty, takesSnapshots: true));
        Assert.True(PageBytes.IsSnapshot(first));
        Assert.Same(first, Bytes(source.Since(VersionVector.Empty, takesSnapshots: true)));

        Write(page, "more");
        byte[] second = Bytes(source.Since(VersionVector.Empty, takesSnapshots: true));
        Assert.NotSame(first, second);
        var reader = new Document(new ReplicaId(9));
        PageBytes.Fill(reader, second);
        Assert.Equal(page.Version, reader.Version);

        page.Compact(page.Version);
        Assert.NotSame(second, Bytes(source.Since(VersionVector.Empty, takesSnapshots: true)));
    }

    [Fact]
    public void WhoTakesNoSnapshotsOrHasSomethingGetsChanges()
    {
        Document page = Page();
        VersionVector before = page.Version;
        Write(page, "more");
        var source = new PageSource(page);
        Assert.False(PageBytes.IsSnapshot(source.Since(VersionVector.Empty, takesSnapshots: false).Span));
        ReadOnlyMemory<byte> missing = source.Since(before, takesSnapshots: true);
        Assert.False(PageBytes.IsSnapshot(missing.Span));
        Assert.Equal(page.ExportSince(before), missing.ToArray());
    }

    private static byte[] Bytes(ReadOnlyMemory<byte> memory) => MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> segment) ? segment.Array! : [];

    private static Document Page()
    {
        var page = new Document(new ReplicaId(1));
        Write(page, Text);
        return page;
    }

    private static void Write(Document page, string text)
    {
        using Transaction edit = page.Begin();
        edit.InsertText(edit.CreateBlock("paragraph", BlockId.Root), 0, text);
        edit.Commit();
    }
}
