namespace Notion.Crdt;

/// <summary>How much one document takes from others. Exceeding one gives <see cref="CrdtErrorCode.LimitExceeded"/> or <see cref="CrdtErrorCode.PendingOverflow"/>.</summary>
public sealed record DecodeLimits
{
    /// <summary>Generous for people, finite for attackers.</summary>
    public static DecodeLimits Default { get; } = new();

    /// <summary>Bytes of one update or snapshot. Stops: exhausting memory with one message. Default 256 MiB.</summary>
    public int MaxBytes { get; init; } = 256 << 20;

    /// <summary>Blocks of one document, deleted ones included. Stops: small updates that make endless blocks. Default 10 million.</summary>
    public int MaxBlocks { get; init; } = 10_000_000;

    /// <summary>Members of all sets of one document, and its counters. Stops: small updates that make endless values. Default 10 million.</summary>
    public int MaxValues { get; init; } = 10_000_000;

    /// <summary>Marks on the text of one document, removals and those switched off included. Stops: small updates that make endless marks. Default 10 million.</summary>
    public int MaxMarks { get; init; } = 10_000_000;

    /// <summary>Changes that wait for missing ones. Stops: changes that depend on what never comes. Default 100,000.</summary>
    public int MaxPendingChanges { get; init; } = 100_000;

    /// <summary>Bytes of the changes that wait. Default 64 MiB.</summary>
    public long MaxPendingBytes { get; init; } = 64 << 20;
}
