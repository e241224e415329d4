namespace Notion.Crdt.Interchange;

/// <summary>Counts what an import makes, and stops it in time.</summary>
internal sealed class ImportBudget(InterchangeLimits limits, IProgress<int>? progress, CancellationToken cancellationToken)
{
    private int _blocks;

    /// <summary>One more block, under so many others.</summary>
    public void Block(int depth)
    {
        Text();
        if (depth > limits.MaxDepth)
            throw new InterchangeException(InterchangeErrorCode.TooDeep, $"The input nests blocks more than {limits.MaxDepth} deep. Flatten it, or raise InterchangeLimits.MaxDepth.");
    }

    /// <summary>One more text of a property, which costs a document as much as a block.</summary>
    public void Text()
    {
        if (++_blocks > limits.MaxBlocks)
            throw new InterchangeException(InterchangeErrorCode.TooLarge, $"The input makes more than {limits.MaxBlocks} blocks and texts of properties. Split it, or raise InterchangeLimits.MaxBlocks.");
        if (_blocks % 1_000 != 0) return;
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(_blocks);
    }

    /// <summary>The texts of properties that a block brings with it from a comment or an attribute.</summary>
    public void TextsOf(BlockContent block)
    {
        for (int i = block.Texts.Count; i > 0; i--) Text();
    }

    public static void Bytes(int length, InterchangeLimits limits)
    {
        if (length > limits.MaxBytes) throw TooManyBytes(limits);
    }

    public static InterchangeException TooManyBytes(InterchangeLimits limits) =>
        new(InterchangeErrorCode.TooLarge, $"The input has more than {limits.MaxBytes} bytes. Split it, or raise InterchangeLimits.MaxBytes.");
}
