namespace Notion.Crdt;

/// <summary>What a document takes from its surroundings.</summary>
public sealed record DocumentOptions
{
    /// <summary>The defaults.</summary>
    public static DocumentOptions Default { get; } = new();

    /// <summary>The physical clock behind the timestamps. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How much is taken from others.</summary>
    public DecodeLimits Limits { get; init; } = DecodeLimits.Default;

    /// <summary>How marks on text behave that are made here. Documents with different schemas converge all the same.</summary>
    public MarkSchema Marks { get; init; } = MarkSchema.Default;
}
