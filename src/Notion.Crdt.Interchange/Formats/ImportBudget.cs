namespace Notion.Crdt.Interchange;

/// <summary>Counts what an import makes, and stops it in time.</summary>
internal sealed class ImportBudget(InterchangeLimits limits, IProgress<int>? progress, CancellationToken cancellationToken)
{
    private int _blocks;

    /// <summary>One more block, under so many others.</summary>
    public void Block(int depth)
    {
        if (++_blocks > limits.MaxBlocks)
            throw new InterchangeException(InterchangeErrorCode.TooLarge, $"The input makes more than {limits.MaxBlocks} blocks. Split it, or raise InterchangeLimits.MaxBlocks.");
        if (depth > limits.MaxDepth)
            throw new InterchangeException(InterchangeErrorCode.TooDeep, $"The input nests blocks more than {limits.MaxDepth} deep. Flatten it, or raise InterchangeLimits.MaxDepth.");
        if (_blocks % 1_000 != 0) return;
        cancellationToken.ThrowIfCancellationRequested();
        progress?.Report(_blocks);
    }

    public static void Bytes(int length, InterchangeLimits limits)
    {
        if (length > limits.MaxBytes) throw TooManyBytes(limits);
    }

    public static InterchangeException TooManyBytes(InterchangeLimits limits) =>
        new(InterchangeErrorCode.TooLarge, $"The input has more than {limits.MaxBytes} bytes. Split it, or raise InterchangeLimits.MaxBytes.");
}
