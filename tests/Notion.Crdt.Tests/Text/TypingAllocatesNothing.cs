using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Text;

/// <summary>
/// A keystroke allocates nothing, here or where it arrives. What it adds to the document for good (its change, its character, a span) goes into chunks,
/// and every so many keystrokes one takes a new chunk: those are counted, and are few.
/// </summary>
public class TypingAllocatesNothing
{
    private const int Warm = 30_000, Measured = 10_000;

    [Fact]
    public void HereAndWhereItArrives()
    {
        Document page = Pages.New(1), reader = Pages.New(2);
        BlockId block = page.AddText(new string('x', 2_000));
        reader.Apply(page.ExportSince(VersionVector.Empty));
        int typing = 0, receiving = 0;
        for (int i = 0; i < Warm + Measured; i++)
        {
            long start = GC.GetAllocatedBytesForCurrentThread();
            ReadOnlyMemory<byte> update;
            using (Transaction edit = page.Begin())
            {
                // A word is typed, then taken back from its end, so that the text stays as long as it was.
                int key = i % 20, at = 1_000 + (i / 20 % 50);
                if (key < 10) edit.InsertText(block, at + key, "y");
                else edit.DeleteText(block, at + 19 - key, 1);
                update = edit.Commit();
            }
            long typed = GC.GetAllocatedBytesForCurrentThread();
            reader.Apply(update.Span);
            long received = GC.GetAllocatedBytesForCurrentThread();
            if (i < Warm) continue;
            if (typed != start) typing++;
            if (received != typed) receiving++;
        }
        Assert.Equal(2_000, page.GetBlock(block).TextLength);
        Assert.Equal(page.GetBlock(block).Text, reader.GetBlock(block).Text);
        // 10,000 changes of about ten bytes: ten chunks of 1,024 entries, two of 64 KB, and what doubles.
        Assert.InRange(typing, 0, 20);
        Assert.InRange(receiving, 0, 20);
    }
}
