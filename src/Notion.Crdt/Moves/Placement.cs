namespace Notion.Crdt;

/// <summary>One operation that says where a block stands: a creation, move, deletion, restoration, join or continuation.</summary>
internal sealed class Placement(Stamp stamp, BlockNode block, BlockNode parent, string position, PlacementKind kind)
{
    public Stamp Stamp { get; } = stamp;

    public ElementId Operation => Stamp.Operation;

    public BlockNode Block { get; } = block;

    public BlockNode Parent { get; } = parent;

    public string Position { get; } = position;

    public PlacementKind Kind { get; } = kind;

    /// <summary>Deletions: where the author saw the block. What escapes the deletion stands there.</summary>
    public BlockNode? OldParent { get; init; }

    /// <summary>Deletions: the block's position there.</summary>
    public string? OldPosition { get; init; }

    public bool IsDeletion => OldParent is not null;

    /// <summary>The block's placement that this one replaced: kept while this one is in effect, to be able to undo it.</summary>
    public Placement? Replaced;

    /// <summary>False for one that would have closed a cycle.</summary>
    public bool InEffect;
}
