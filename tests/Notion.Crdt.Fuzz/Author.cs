using Microsoft.Extensions.Time.Testing;

namespace Notion.Crdt.Fuzz;

/// <summary>Makes valid documents and updates: a few people who do a little of everything, and exchange some of it.</summary>
internal static class Author
{
    private static readonly string[] Texts = ["a", "bcd", "é", "😀", "界😀x", "two words", "x\u0000y"];
    private static readonly string[] Keys = ["k", "title", "checked"];

    public static DocumentOptions Options { get; } = new() { TimeProvider = new FakeTimeProvider(), Limits = new DecodeLimits { MaxBytes = 4 << 20, MaxPendingBytes = 1 << 20, MaxPendingChanges = 1_000 } };

    /// <summary>The same, with snapshots checked whole before they open.</summary>
    public static DocumentOptions Verifying { get; } = Options with { VerifySnapshots = true };

    /// <summary>People who have done something, and know a part of what the others did.</summary>
    public static List<Document> People(Random random)
    {
        List<Document> people = [.. Enumerable.Range(1, random.Next(1, 4)).Select(i => new Document(new ReplicaId((random.Next(1, 1 << random.Next(1, 30)) * 10L) + i), Options))];
        for (int steps = random.Next(2, 25); steps > 0; steps--)
        {
            Document one = people[random.Next(people.Count)], other = people[random.Next(people.Count)];
            if (one != other && random.Next(3) == 0) one.Apply(other.ExportSince(one.Version));
            else Edit(one, random);
        }
        return people;
    }

    public static void Edit(Document document, Random random)
    {
        using Transaction edit = document.Begin(random.Next(5) == 0 ? "person " + random.Next(3) : null);
        for (int verbs = random.Next(1, 4); verbs > 0; verbs--)
        {
            Block[] blocks = [.. document.EnumerateBlocks()];
            if (blocks.Length < 2) edit.CreateBlock("text", BlockId.Root);
            else Do(edit, document, blocks, random);
        }
        edit.Commit();
    }

    /// <summary>Writes a long text and erases most of it: so much that it is packed by itself.</summary>
    public static void Rewrite(Document document, Random random)
    {
        using Transaction edit = document.Begin();
        BlockId line = edit.CreateBlock("text", BlockId.Root);
        string[] words = [.. Enumerable.Range(0, 2_000).Select(_ => Texts[random.Next(Texts.Length)])];
        edit.InsertText(line, 0, string.Concat(words));
        edit.DeleteText(line, 0, string.Concat(words[..1_800]).Length);
        edit.Commit();
    }

    private static void Do(in Transaction edit, Document document, Block[] blocks, Random random)
    {
        Block block = blocks[random.Next(blocks.Length)], other = blocks[random.Next(blocks.Length)];
        int end = block.TextLength;
        switch (random.Next(17))
        {
            case 0: edit.CreateBlock("to_do", random.Next(2) == 0 ? BlockId.Root : block.Id); break;
            case 1 when end > 0: edit.DeleteText(block.Id, 0, end); break;
            case 2: edit.Split(block.Id, random.Next(2) == 0 ? 0 : end); break;
            case 3: edit.Join(blocks[random.Next(1, blocks.Length)].Id); break;
            case 4 when !IsUnder(other, block): edit.Move(block.Id, other.Id); break;
            case 5: edit.Delete(block.Id); break;
            case 6 when document.EnumerateTrash().ToArray() is { Length: > 0 } trash: edit.Restore(trash[random.Next(trash.Length)].Id); break;
            case 7: edit.SetProperty(block.Id, Keys[random.Next(Keys.Length)], random.Next(4) switch { 0 => PropertyValue.Null, 1 => true, 2 => random.NextDouble(), _ => "value" }); break;
            case 8: edit.SetType(block.Id, "heading_1"); break;
            case 9: edit.AddToSet(block.Id, "tags", (long)random.Next(3)); break;
            case 10: edit.RemoveFromSet(block.Id, "tags", (long)random.Next(3)); break;
            case 11: edit.Increment(block.Id, "votes", random.NextInt64()); break;
            case 12 when end > 0: edit.Mark(block.Id, 0, end, random.Next(2) == 0 ? "bold" : "color", random.Next(2) == 0 ? true : "red"); break;
            case 13 when end > 0: edit.Unmark(block.Id, 0, end, random.Next(2) == 0 ? "bold" : "color"); break;
            default: edit.InsertText(block.Id, random.Next(2) == 0 ? 0 : end, Texts[random.Next(Texts.Length)]); break;
        }
    }

    private static bool IsUnder(Block block, Block ancestor)
    {
        for (Block? at = block; at is { } here; at = here.Parent)
            if (here == ancestor) return true;
        return false;
    }
}
