namespace Notion.Crdt;

/// <summary>What became of one block between two versions.</summary>
/// <param name="Block">The block; the root for the page's own properties.</param>
/// <param name="Kinds">All that is different. <see cref="BlockChangeKinds.Created"/>: the version before did not know it; <see cref="BlockChangeKinds.Restored"/>:
/// it was in the trash, or joined into another, there. <see cref="BlockChangeKinds.Deleted"/> stands alone.</param>
public sealed record BlockDelta(BlockId Block, BlockChangeKinds Kinds)
{
    /// <summary>Where it is shown afterwards: under this block; the default where it is no longer shown, and for the root.</summary>
    public BlockId Parent { get; init; }

    /// <summary>Its place among the blocks shown under <see cref="Parent"/> afterwards, from 0; -1 where it is no longer shown, and for the root.</summary>
    public int Index { get; init; } = -1;

    /// <summary>Its type afterwards; before, for a deleted one.</summary>
    public required string Type { get; init; }

    /// <summary>Its type before, where that was another; else null.</summary>
    public string? OldType { get; init; }

    /// <summary>The properties that differ, sorted by key; of a block that was not shown, all it has.</summary>
    public IReadOnlyList<PropertyDelta> Properties { get; init; } = [];

    /// <summary>The sets that differ, sorted by key; of a block that was not shown, all it has.</summary>
    public IReadOnlyList<SetDelta> Sets { get; init; } = [];

    /// <summary>The counters that differ, sorted by key; of a block that was not shown, all it has.</summary>
    public IReadOnlyList<CounterDelta> Counters { get; init; } = [];

    /// <summary>The steps from the text before to the text after, and what has other marks in it; of a block that was not shown, its whole text. Empty where the text is the same.</summary>
    public IReadOnlyList<TextDelta> Text { get; init; } = [];

    /// <summary>The texts of properties that differ, sorted by key; of a block that was not shown, all it has.</summary>
    public IReadOnlyList<PropertyTextDelta> PropertyTexts { get; init; } = [];
}
