namespace Notion.Crdt.Fuzz;

/// <summary>Cursor.FromBytes, and resolving what came of it in a document that did not make it.</summary>
internal sealed class CursorTarget : FuzzTarget
{
    private static readonly Document Page = Author.People(new Random(1))[0];

    public override string Name => "cursor";

    /// <summary>Of which most is the exception itself, with its stack trace.</summary>
    public override long FixedBytes => 16_384;

    public override byte[] Seed(Random random)
    {
        Block[] blocks = [.. Page.EnumerateBlocks()];
        Block block = blocks[random.Next(blocks.Length)];
        return Page.CreateCursor(block.Id, random.Next(2) == 0 ? 0 : block.TextLength, random.Next(2) == 0 ? CursorBias.Left : CursorBias.Right).ToBytes();
    }

    public override byte[] Mutate(byte[] input, Random random, Func<byte[]> another) => PresenceMutator.Mutate(input, random, another);

    public override Verdict Try(byte[] input)
    {
        Cursor cursor = default;
        Verdict verdict = Decode(input.Length, () => cursor = Cursor.FromBytes(input));
        if (verdict.Refusal is not null) return verdict;
        _ = Page.Resolve(cursor);
        Require(Cursor.FromBytes(cursor.ToBytes()) == cursor, "a cursor is not read as it is written");
        return verdict;
    }
}
