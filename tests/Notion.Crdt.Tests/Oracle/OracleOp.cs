namespace Notion.Crdt.Tests.Oracle;

/// <summary>Names an operation, and so the block or element that it made: replica and counter. Replica 0 stands for the fixed blocks.</summary>
internal readonly record struct Key(long Replica, int Counter)
{
    public static Key Root => new(0, 1);

    public static Key Trash => new(0, 2);

    public bool IsFixed => Replica == 0;

    public BlockId ToBlockId() =>
        this == Root ? BlockId.Root : this == Trash ? BlockId.Trash : BlockId.From(new OpId(new ReplicaId(Replica), Counter));

    public override string ToString() => this == Root ? "root" : this == Trash ? "trash" : $"{Replica}:{Counter}";
}

/// <summary>How a placement lets a block stand.</summary>
internal enum How
{
    Child,
    Joined,
    Continuation,
}

/// <summary>An operation as the wire says it; names of things are resolved, nothing else.</summary>
internal abstract record OracleOp(Key Id);

internal sealed record CreateOp(Key Id, string Type, Key Parent, string Position, Guid? Uuid) : OracleOp(Id);

/// <summary>Begins the text of a property.</summary>
internal sealed record TextOp(Key Id, Key Block, string Name) : OracleOp(Id);

internal sealed record SplitOp(Key Id, string Type, Key Parent, string Position, Key Left, Key? Right) : OracleOp(Id);

internal sealed record PlaceOp(Key Id, Key Block, Key Parent, string Position, How How) : OracleOp(Id);

internal sealed record DeleteOp(Key Id, Key Block, Key OldParent, string OldPosition) : OracleOp(Id);

internal sealed record InsertOp(Key Id, Key Left, Key? Right, string Text) : OracleOp(Id)
{
    /// <summary>The right neighbour is that with which the left one was inserted.</summary>
    public bool GoesOn { get; init; }
}

internal sealed record EraseOp(Key Id, Key First, int Count, long Change) : OracleOp(Id);

internal sealed record PropertyOp(Key Id, Key Block, string Name, PropertyValue Value) : OracleOp(Id);

internal sealed record TypeOp(Key Id, Key Block, string Type) : OracleOp(Id);

internal sealed record SetOp(Key Id, Key Block, string Name, PropertyValue Value, bool Adds) : OracleOp(Id);

internal sealed record IncrementOp(Key Id, Key Block, string Name, long Amount) : OracleOp(Id);

internal sealed record MarkOp(Key Id, string Type, string? MarkId, PropertyValue Value, Key Start, bool StartsAfter, Key? End, bool EndsAfter) : OracleOp(Id);

internal sealed record SwitchOp(Key Id, Key Mark, bool Active) : OracleOp(Id);

/// <summary>One change. The time is what it adds to that of the replica's change before it; Author null means the one of the change before.</summary>
internal sealed record OracleChange(
    long Replica, int First, int End, long AddedMilliseconds, long Logical, IReadOnlyList<OracleOp> Ops,
    IReadOnlyDictionary<long, int> Dependencies, string? Author);
