namespace Notion.Crdt;

/// <summary>A change of a packed history.</summary>
internal struct PackedChange
{
    public int Replica;
    public int First, End;
    public HlcTimestamp Time;

    /// <summary>Its operations; none where it is kept as its bytes.</summary>
    public int FirstOp, OpEnd;

    /// <summary>The number of its bytes among those kept; -1 where it is rebuilt.</summary>
    public int Kept;
}
