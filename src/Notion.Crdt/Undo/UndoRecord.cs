namespace Notion.Crdt;

/// <summary>One thing that a tracked transaction did, with what it takes to take it back. Consecutive typing, and consecutive erasing, are one.</summary>
internal struct UndoRecord
{
    public UndoRecordKind Kind;

    /// <summary>The first character; for other kinds the operation.</summary>
    public ElementId Element;

    /// <summary>How many characters.</summary>
    public int Count;

    /// <summary>How often they were erased or restored.</summary>
    public int Times;

    /// <summary>The block; the <see cref="Crdt.Placement"/> where that is the kind.</summary>
    public object? Subject;

    /// <summary>Properties: the register that was there, its key alone where there was none. Types: the register that was there. Placements: where the block stood, if
    /// not where it was placed. Sets and counters: what the journal says of them.</summary>
    public object? Before;

    /// <summary>Properties and types: the value that was set, where that is known.</summary>
    public object? Set;

    public readonly BlockNode Block => (BlockNode)Subject!;

    public readonly Placement Placement => (Placement)Subject!;
}

/// <summary>What was done.</summary>
internal enum UndoRecordKind : byte
{
    /// <summary>Characters were inserted.</summary>
    Inserted,

    /// <summary>Characters were erased.</summary>
    Erased,

    /// <summary>Erasures of characters were taken back.</summary>
    Restored,

    /// <summary>A property was set. From here on a record is about one operation.</summary>
    PropertySet,

    /// <summary>A type was set.</summary>
    TypeSet,

    /// <summary>A block was placed: created, split off, moved, deleted, restored, joined, continued.</summary>
    Placed,

    /// <summary>A value was added to a set.</summary>
    AddedToSet,

    /// <summary>A value was removed from a set.</summary>
    RemovedFromSet,

    /// <summary>A counter was added to.</summary>
    Incremented,

    /// <summary>A mark was set, or text made bare of one.</summary>
    Marked,

    /// <summary>A mark was switched; Count is 1 where it was on before.</summary>
    MarkSwitched,

    /// <summary>Noted that an operation is taken back, which others had overwritten; Count is 1 where it was so before.</summary>
    TakenBackNoted,
}
