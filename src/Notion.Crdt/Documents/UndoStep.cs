namespace Notion.Crdt;

/// <summary>How to take back one step of a transaction or update that does not come to its end.</summary>
internal struct UndoStep
{
    public UndoKind Kind;
    public ElementId Element;
    public int Count;
    public int Length;
    public BlockNode? Block;
    public PropertyRegister Register;
    public ReplicaState? Replica;
    public string? Text;
}

/// <summary>What the step did.</summary>
internal enum UndoKind
{
    /// <summary>Inserted elements; Length is that of the arena before.</summary>
    Inserted,

    /// <summary>Hid elements that were shown.</summary>
    Erased,

    /// <summary>Made the last block of the table.</summary>
    Created,

    /// <summary>Put a placement in effect, the last of the log.</summary>
    Placed,

    /// <summary>Set a property; Register is what was there before.</summary>
    PropertySet,

    /// <summary>Set a type; Text and Register.Stamp are what was there before.</summary>
    TypeSet,

    /// <summary>Entered a change; Count, Register.Stamp.Time and Text are the replica's end, time and author before.</summary>
    ChangeAdded,
}
