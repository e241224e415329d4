namespace Notion.Crdt.Fuzz;

/// <summary>TextSelection.FromBytes.</summary>
internal sealed class SelectionTarget : FuzzTarget
{
    private static readonly Document Page = Author.People(new Random(1))[0];

    public override string Name => "selection";

    /// <summary>Of which most is the exception itself, with its stack trace.</summary>
    public override long FixedBytes => 16_384;

    public override byte[] Seed(Random random)
    {
        Block[] blocks = [.. Page.EnumerateBlocks()];
        Cursor At(Block block) => Page.CreateCursor(block.Id, random.Next(2) == 0 ? 0 : block.TextLength);
        return new TextSelection(At(blocks[random.Next(blocks.Length)]), At(blocks[random.Next(blocks.Length)])).ToBytes();
    }

    public override byte[] Mutate(byte[] input, Random random, Func<byte[]> another) => PresenceMutator.Mutate(input, random, another);

    public override Verdict Try(byte[] input)
    {
        TextSelection selection = default;
        Verdict verdict = Decode(input.Length, () => selection = TextSelection.FromBytes(input));
        if (verdict.Refusal is not null) return verdict;
        _ = Page.Resolve(selection);
        Require(TextSelection.FromBytes(selection.ToBytes()) == selection, "a selection is not read as it is written");
        return verdict;
    }
}
