using System.Text;
using Notion.Crdt;

namespace Notion.Benchmarks.Preparing;

/// <summary>A thousand pages of 90 to 110 blocks of about 80 characters, always the same; one transaction per block.</summary>
internal static class SamplePages
{
    public const int Count = 1_000;

    private const uint Seed = 42;

    private static readonly string[] Words =
        "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua".Split(' ');

    private static readonly string[] Types = ["p", "h1", "todo", "li"];

    /// <summary>The saved pages.</summary>
    /// <param name="characters">Of all their blocks together, in UTF-16 units.</param>
    public static byte[][] Make(out long characters)
    {
        var random = new Mulberry32(Seed);
        byte[][] pages = new byte[Count][];
        characters = 0;
        for (int i = 0; i < Count; i++) pages[i] = MakePage(ref random, i + 1, ref characters).Save();
        return pages;
    }

    /// <summary>The first of the pages, open.</summary>
    public static Document MakeOne()
    {
        var random = new Mulberry32(Seed);
        long ignored = 0;
        return MakePage(ref random, 1, ref ignored);
    }

    private static Document MakePage(ref Mulberry32 random, int replica, ref long characters)
    {
        var page = new Document(new ReplicaId(replica));
        int blocks = 90 + (int)(random.Next() * 21);
        for (int i = 0; i < blocks; i++)
        {
            string text = MakeText(ref random);
            characters += text.Length;
            using Transaction transaction = page.Begin();
            BlockId block = transaction.CreateBlock(Types[(int)(random.Next() * Types.Length)], BlockId.Root);
            transaction.InsertText(block, 0, text);
            transaction.Commit();
        }
        return page;
    }

    private static string MakeText(ref Mulberry32 random)
    {
        var text = new StringBuilder();
        double length = 60 + random.Next() * 40;
        while (text.Length < length)
        {
            if (text.Length > 0) text.Append(' ');
            text.Append(Words[(int)(random.Next() * Words.Length)]);
        }
        return text.ToString();
    }
}
