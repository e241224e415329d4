using System.Diagnostics;
using System.Reflection;
using Notion.Crdt.Tests.Documents;

namespace Notion.Crdt.Tests.Text;

/// <summary>
/// A keystroke allocates nothing, here or where it arrives. What it adds to the document for good (its change, its character, a span) goes into chunks,
/// and every so many keystrokes one takes a new chunk: those are counted, and are few.
/// </summary>
public class TypingAllocatesNothing
{
    private const int Keys = 10_000;
    private const int MostRounds = 12;

    // 10,000 changes of about ten bytes: ten chunks of 1,024 entries, two of 64 KB, and what doubles.
    private const int Chunks = 20;

    [Fact]
    public void HereAndWhereItArrives()
    {
        bool unoptimized = typeof(Document).Assembly.GetCustomAttribute<DebuggableAttribute>()?.IsJITOptimizerDisabled == true;
        Assert.SkipWhen(unoptimized, "Code that is not optimized boxes what optimized code does not: run this test in the Release configuration.");
        Document page = Pages.New(1), reader = Pages.New(2);
        BlockId block = page.AddText(new string('x', 2_000));
        reader.Apply(page.ExportSince(VersionVector.Empty));
        int typing = int.MaxValue, receiving = int.MaxValue;
        // The first rounds run code that is not optimized yet, and boxes: how many they are depends on how busy the machine is.
        for (int round = 0; round < MostRounds && (typing > Chunks || receiving > Chunks); round++) (typing, receiving) = Type(page, reader, block, round * Keys);
        Assert.Equal(2_000, page.GetBlock(block).TextLength);
        Assert.Equal(page.GetBlock(block).Text, reader.GetBlock(block).Text);
        Assert.InRange(typing, 0, Chunks);
        Assert.InRange(receiving, 0, Chunks);
    }

    /// <summary>Words are typed and taken back from their ends, so that the text stays as long as it was. How many keystrokes allocate here, and how many where they arrive.</summary>
    private static (int Typing, int Receiving) Type(Document page, Document reader, BlockId block, int from)
    {
        int typing = 0, receiving = 0;
        for (int i = from; i < from + Keys; i++)
        {
            long start = GC.GetAllocatedBytesForCurrentThread();
            ReadOnlyMemory<byte> update;
            using (Transaction edit = page.Begin())
            {
                int key = i % 20, at = 1_000 + (i / 20 % 50);
                if (key < 10) edit.InsertText(block, at + key, "y");
                else edit.DeleteText(block, at + 19 - key, 1);
                update = edit.Commit();
            }
            long typed = GC.GetAllocatedBytesForCurrentThread();
            reader.Apply(update.Span);
            long received = GC.GetAllocatedBytesForCurrentThread();
            if (typed != start) typing++;
            if (received != typed) receiving++;
        }
        return (typing, receiving);
    }
}
