using Notion.Crdt;
using Notion.Traces;

namespace Notion.Benchmarks.Adversarial;

/// <summary>One text, and too much of everything in it.</summary>
internal static class LongTexts
{
    private const int Edits = 10_000;

    public static IReadOnlyList<AdversarialCase> Cases { get; } =
    [
        new("10,000 edits anywhere in one line", 1 << 20, EditsInOneLine),
        new("10,000 marks on one line, read once", 1 << 20, MarksOnOneLine),
        new("1,000 splits of one line, anywhere", 1 << 20, SplitsOfOneLine),
        new("marks on one text of 10,000, read once", 20_000, ManyMarks),
        new("undo of all edits, and redo", 100_000, UndoAll),
        new("a text split at every character and joined again", 20_000, SplitAndJoin),
        new("splitting and joining at one place", 800, SplitAndJoinOnePlace),
    ];

    private static Document OneLine(int length)
    {
        Document page = TextPage.Open(1);
        using Transaction edit = page.Begin();
        edit.InsertText(TextPage.Block, 0, new string('x', length));
        edit.Commit();
        return page;
    }

    private static Func<bool> EditsInOneLine(int length)
    {
        Document page = OneLine(length);
        return () =>
        {
            var random = new Random(1);
            for (int i = 0; i < Edits; i++)
            {
                using Transaction edit = page.Begin();
                edit.InsertText(TextPage.Block, i % 2 == 0 ? length / 2 : random.Next(length), "y");
                edit.Commit();
            }
            return page.GetBlock(TextPage.Block).TextLength == length + Edits;
        };
    }

    private static Func<bool> MarksOnOneLine(int length)
    {
        Document page = OneLine(length);
        return () => Mark(page, length, Edits);
    }

    private static Func<bool> ManyMarks(int marks)
    {
        Document page = OneLine(10_000);
        return () => Mark(page, 10_000, marks);
    }

    private static bool Mark(Document page, int length, int marks)
    {
        var random = new Random(1);
        using Transaction edit = page.Begin();
        for (int i = 0; i < marks; i++)
        {
            int at = random.Next(length - 1);
            edit.Mark(TextPage.Block, at, 1 + random.Next(Math.Min(100, length - at - 1)), i % 2 == 0 ? "bold" : "italic", i % 3 != 0);
        }
        edit.Commit();
        return page.GetBlock(TextPage.Block).RichText.Text.Length == length;
    }

    private static Func<bool> SplitsOfOneLine(int length)
    {
        Document page = OneLine(length);
        return () =>
        {
            var random = new Random(1);
            using Transaction edit = page.Begin();
            for (int i = 0; i < 1_000; i++)
            {
                Block block = page.Root.Children[random.Next(page.Root.ChildCount)];
                edit.Split(block.Id, random.Next(block.TextLength + 1));
            }
            edit.Commit();
            return page.EnumerateBlocks().Sum(block => block.TextLength) == length;
        };
    }

    private static Func<bool> UndoAll(int edits)
    {
        Document page = TextPage.Open(1);
        var history = new UndoHistory(page, new UndoHistoryOptions { MaxEntries = edits });
        var random = new Random(1);
        for (int i = 0; i < edits; i++)
        {
            using Transaction edit = page.Begin();
            edit.InsertText(TextPage.Block, random.Next(i + 1), "x");
            edit.Commit();
            history.EndEntry();
        }
        return () =>
        {
            while (history.CanUndo) history.Undo();
            bool empty = page.GetBlock(TextPage.Block).TextLength == 0;
            while (history.CanRedo) history.Redo();
            return empty && page.GetBlock(TextPage.Block).TextLength == edits;
        };
    }

    private static Func<bool> SplitAndJoin(int length)
    {
        Document page = OneLine(length);
        return () =>
        {
            BlockId last = TextPage.Block;
            var made = new List<BlockId>(length);
            for (int i = 1; i < length; i++)
            {
                using Transaction edit = page.Begin();
                made.Add(last = edit.Split(last, 1));
                edit.Commit();
            }
            foreach (BlockId block in Enumerable.Reverse(made))
            {
                using Transaction edit = page.Begin();
                edit.Join(block);
                edit.Commit();
            }
            return page.GetBlock(TextPage.Block).TextLength == length;
        };
    }

    private static Func<bool> SplitAndJoinOnePlace(int times)
    {
        Document page = OneLine(1_000);
        return () =>
        {
            for (int i = 0; i < times; i++)
            {
                using Transaction edit = page.Begin();
                edit.Join(edit.Split(TextPage.Block, 500));
                edit.Commit();
            }
            return page.GetBlock(TextPage.Block).TextLength == 1_000;
        };
    }
}
