namespace Notion.Crdt.Interchange;

/// <summary>How much one import takes. Exceeding one gives <see cref="InterchangeErrorCode.TooLarge"/> or <see cref="InterchangeErrorCode.TooDeep"/>.</summary>
public sealed record InterchangeLimits
{
    /// <summary>Generous for people, finite for attackers.</summary>
    public static InterchangeLimits Default { get; } = new();

    /// <summary>Bytes of the input, as UTF-8. Stops: exhausting memory with one file. Default 64 MiB.</summary>
    public int MaxBytes { get; init; } = 64 << 20;

    /// <summary>Blocks that the input makes, and texts of properties, which cost as much. Stops: small inputs that make endless blocks. Default 1 million.</summary>
    public int MaxBlocks { get; init; } = 1_000_000;

    /// <summary>How deep blocks may lie under one another. Stops: inputs that cost the square of their length. Default 20,000.</summary>
    public int MaxDepth { get; init; } = 20_000;
}
