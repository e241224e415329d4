namespace Notion.Crdt;

/// <summary>All that a document keeps about one writer.</summary>
internal sealed class ReplicaState(int index, ReplicaId id, ReplicaTable replicas)
{
    /// <summary>The dense number that stands for the replica inside this document.</summary>
    public int Index { get; } = index;

    public ReplicaId Id { get; } = id;

    /// <summary>What names the replica in the positions it makes.</summary>
    public string Tag => field ??= PositionTag.Of(Id);

    /// <summary>The next counter: all below have been applied.</summary>
    public int End;

    /// <summary>How many of its counters are in the base of the generation, which all who write in it have seen; it writes no more, then.</summary>
    public int BaseEnd;

    /// <summary>Timestamp of its last change.</summary>
    public HlcTimestamp Time;

    /// <summary>Under which author it made what.</summary>
    public AuthorSteps Authors { get; } = new();

    /// <summary>Greatest counter of a placement, and of a deletion, that it made; -1 for none. Tells quickly whether anything can be concurrent with a change.</summary>
    public int LastPlacement = -1, LastDeletion = -1;

    public SpanIndex Elements { get; } = new();

    public TextArena Text { get; } = new();

    public ChangeList Changes { get; set; } = new();

    public Knowledge Knowledge { get; } = new(replicas);
}
