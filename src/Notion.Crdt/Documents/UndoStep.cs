namespace Notion.Crdt;

/// <summary>How to take back one step of a transaction or update that does not come to its end. Small: a large transaction makes many.</summary>
internal struct UndoStep
{
    public UndoKind Kind;
    public int Count;
    public int Length;
    public ElementId Element;
    public HlcTimestamp Time;

    /// <summary>The block, or the replica, that it was done to.</summary>
    public object? Subject;

    /// <summary>What was there before, where the numbers do not say it.</summary>
    public object? Before;

    public readonly BlockNode Block => (BlockNode)Subject!;
}

/// <summary>What the step did.</summary>
internal enum UndoKind
{
    /// <summary>Inserted elements; Length is that of the arena before.</summary>
    Inserted,

    /// <summary>Counted Length erasures more for characters.</summary>
    Erased,

    /// <summary>Counted Length erasures fewer for characters.</summary>
    Restored,

    /// <summary>Made the last block of the table.</summary>
    Created,

    /// <summary>Put a placement in effect, the last of the log; Before says where the block stood, if not where it was placed.</summary>
    Placed,

    /// <summary>Made the last mark.</summary>
    Marked,

    /// <summary>Switched mark Count; Length is 1 where it was on before, Time and Element the stamp of the switch before.</summary>
    MarkSwitched,

    /// <summary>Noted that an operation is taken back; Length is 1 where it was so before.</summary>
    TakenBackNoted,

    /// <summary>Added a property, the block's last; Before is its key, Count the operation's counter.</summary>
    PropertyAdded,

    /// <summary>Set a property; Before is the register that was there, Count the operation's counter.</summary>
    PropertySet,

    /// <summary>Set a type; Before is the register that was there, Count the operation's counter.</summary>
    TypeSet,

    /// <summary>Changed which values are concurrent with a register's; Before says which were.</summary>
    LosingSet,

    /// <summary>Added a value to a set; Before says which additions of it there were, Count is the operation's counter.</summary>
    SetAdded,

    /// <summary>Removed a value from a set; Before and Count likewise.</summary>
    SetRemoved,

    /// <summary>Added to a counter; Before says how much.</summary>
    Incremented,

    /// <summary>Entered Length changes of a replica in a row; Count and Time are its end and time before. The last: those before it, down to PropertyAdded, are about values.</summary>
    ChangeAdded,
}
