using Notion.Crdt;
using Notion.Traces;

namespace Notion.Benchmarks.Adversarial;

/// <summary>Many people who write at one place without having seen each other.</summary>
internal static class ContestedPlaces
{
    private const int FirstReplica = 1_000_000;

    public static IReadOnlyList<AdversarialCase> Cases { get; } =
    [
        new("inserts at one place, a replica each, ids ascending", 100_000, size => Singles(size, Enumerable.Range(0, size))),
        new("inserts at one place, a replica each, ids descending", 100_000, size => Singles(size, Enumerable.Range(0, size).Reverse())),
        new("inserts at one place, a replica each, ids shuffled", 100_000, size => Singles(size, Shuffled(size, new Random(1)))),
        new("ten people typing forwards at one place", 100_000, size => Runs(10, size / 10, (edit, i) => edit.InsertText(TextPage.Block, 3 + i, "x"))),
        new("ten people typing backwards at one place", 100_000, size => Runs(10, size / 10, (edit, _) => edit.InsertText(TextPage.Block, 3, "x"))),
        new("ten people, forwards and backwards by turns", 100_000, size => Runs(10, size / 10, (edit, i) => edit.InsertText(TextPage.Block, 3 + (i / 2), "x"))),
        new("typing on where half as many wrote once", 50_000, TypingOn),
        new("inserts beside two people who wrote by turns", 50_000, BesideNested),
        new("ten replicas that were 200 rounds apart", 200, Behind),
    ];

    private static int[] Shuffled(int size, Random random)
    {
        int[] order = [.. Enumerable.Range(0, size)];
        random.Shuffle(order);
        return order;
    }

    /// <summary>A page with some text, and its history.</summary>
    private static byte[] Base()
    {
        Document page = TextPage.Open(1);
        Type(page, 0, "abcdef");
        return page.ExportSince(VersionVector.Empty);
    }

    private static Document Open(byte[] history, long replica)
    {
        var page = new Document(new ReplicaId(replica));
        page.Apply(history);
        return page;
    }

    private static byte[] Type(Document page, int offset, string text)
    {
        using Transaction edit = page.Begin();
        edit.InsertText(TextPage.Block, offset, text);
        return edit.Commit().ToArray();
    }

    private static byte[][] MakeSingles(byte[] history, int size)
    {
        byte[][] updates = new byte[size][];
        for (int i = 0; i < size; i++) updates[i] = Type(Open(history, FirstReplica + i), 3, ((char)('a' + (i % 26))).ToString());
        return updates;
    }

    private static Func<bool> Singles(int size, IEnumerable<int> order)
    {
        byte[] history = Base();
        byte[][] updates = MakeSingles(history, size);
        int[] sequence = [.. order];
        string expected = "abc" + string.Concat(Enumerable.Range(0, size).Select(i => (char)('a' + (i % 26)))) + "def";
        return () =>
        {
            Document reader = Open(history, 2);
            foreach (int i in sequence) reader.Apply(updates[i]);
            return TextPage.TextOf(reader) == expected;
        };
    }

    private static Func<bool> Runs(int people, int edits, Action<Transaction, int> act)
    {
        byte[] history = Base();
        byte[][] updates = new byte[people * edits][];
        for (int person = 0; person < people; person++)
        {
            Document page = Open(history, FirstReplica + person);
            for (int i = 0; i < edits; i++)
            {
                using Transaction edit = page.Begin();
                act(edit, i);
                updates[(i * people) + person] = edit.Commit().ToArray();
            }
        }
        return () =>
        {
            Document reader = Open(history, 2);
            foreach (byte[] update in updates) reader.Apply(update);
            return TextPage.TextOf(reader).Length == 6 + updates.Length;
        };
    }

    /// <summary>Everybody writes once; then one of them, who has seen nobody, goes on.</summary>
    private static Func<bool> TypingOn(int size)
    {
        byte[] history = Base();
        byte[][] singles = MakeSingles(history, size / 2);
        Document writer = Open(history, FirstReplica - 1);
        byte[][] updates = new byte[size][];
        for (int i = 0; i < size; i++) updates[i] = Type(writer, 3 + i, "x");
        return () =>
        {
            Document reader = Open(history, 2);
            foreach (byte[] update in singles) reader.Apply(update);
            foreach (byte[] update in updates) reader.Apply(update);
            return TextPage.TextOf(reader).Length == 6 + (size / 2) + size;
        };
    }

    /// <summary>Two who see each other write by turns, each after what the other wrote; a crowd writes at the place where they began.</summary>
    private static Func<bool> BesideNested(int size)
    {
        byte[] history = Base();
        Document ana = Open(history, FirstReplica - 2), ben = Open(history, FirstReplica - 1);
        var updates = new List<byte[]>(size);
        for (int i = 0; i < size / 2; i++)
        {
            (Document writer, Document other) = i % 2 == 0 ? (ana, ben) : (ben, ana);
            byte[] update = Type(writer, 3 + i, "x");
            other.Apply(update);
            updates.Add(update);
        }
        byte[][] singles = MakeSingles(history, size / 2);
        foreach (int i in Shuffled(singles.Length, new Random(2))) updates.Add(singles[i]);
        return () =>
        {
            Document reader = Open(history, 2);
            foreach (byte[] update in updates) reader.Apply(update);
            return TextPage.TextOf(reader).Length == 6 + updates.Count;
        };
    }

    /// <summary>Each round everybody edits ten times, seeing only themselves; afterwards everybody gets everything.</summary>
    private static Func<bool> Behind(int rounds)
    {
        byte[] history = Base();
        var random = new Random(3);
        Document[] pages = [.. Enumerable.Range(0, 10).Select(i => Open(history, FirstReplica + i))];
        VersionVector start = pages[0].Version;
        for (int round = 0; round < rounds; round++)
        {
            foreach (Document page in pages)
            {
                using Transaction edit = page.Begin();
                for (int i = 0; i < 10; i++)
                {
                    int length = page.GetBlock(TextPage.Block).TextLength, at = random.Next(length);
                    if (i % 3 == 2) edit.DeleteText(TextPage.Block, at, 1);
                    else edit.InsertText(TextPage.Block, at, "xyz");
                }
                edit.Commit();
            }
        }
        byte[][] lacking = [.. pages.Select(page => page.ExportSince(start))];
        return () =>
        {
            foreach (Document page in pages)
                foreach (byte[] update in lacking)
                    page.Apply(update);
            string text = TextPage.TextOf(pages[0]);
            return Array.TrueForAll(pages, page => TextPage.TextOf(page) == text);
        };
    }
}
