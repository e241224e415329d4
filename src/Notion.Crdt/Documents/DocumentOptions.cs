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

    /// <summary>
    /// Whether <see cref="Document.Load"/> checks the whole state that a snapshot holds before it returns. Otherwise it checks what is shown, and the rest when that is
    /// first needed: by then the calls that need it throw, and the document can at least be read. Set it for snapshots from strangers. Default: false.
    /// </summary>
    public bool VerifySnapshots { get; init; }

    /// <summary>What transactions may do here; null for anything. Updates of others are not checked, so that all converge: see <see cref="BlockSchema"/>. Default: null.</summary>
    public BlockSchema? Schema { get; init; }

    /// <summary>How marks on text behave that are made here. Documents with different schemas converge all the same.</summary>
    public MarkSchema Marks { get; init; } = MarkSchema.Default;
}
