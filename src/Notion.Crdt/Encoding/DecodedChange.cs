namespace Notion.Crdt;

/// <summary>One change of an update: where its parts lie in the decoder's lists and in the update's bytes.</summary>
internal struct DecodedChange
{
    public ReplicaId Replica;
    public int FirstCounter;

    /// <summary>One past its last counter.</summary>
    public int End;

    /// <summary>What its timestamp adds to that of the replica's change before it.</summary>
    public long AddedMilliseconds;

    /// <summary>Added to the logical part where no milliseconds are added, else the logical part itself.</summary>
    public int Logical;

    public bool HasAuthor;
    public string? Author;

    /// <summary>Of a replica's first change: the generation that it writes in.</summary>
    public Generation Generation;

    /// <summary>Its operations in <see cref="UpdateDecoder.Ops"/>.</summary>
    public int FirstOp, OpEnd;

    /// <summary>Its dependencies in <see cref="UpdateDecoder.Dependencies"/>.</summary>
    public int FirstDependency, DependencyEnd;

    /// <summary>Its bytes.</summary>
    public int Start, ByteEnd;

    /// <summary>The timestamp, given that of the change before; false where no timestamp can be as large.</summary>
    public readonly bool TryTime(HlcTimestamp previous, out HlcTimestamp time)
    {
        time = default;
        long milliseconds = previous.Milliseconds + AddedMilliseconds;
        long logical = AddedMilliseconds > 0 ? Logical : previous.Logical + (long)Logical;
        if (milliseconds > HlcTimestamp.MaxMilliseconds) return false;
        ulong bits = ((ulong)milliseconds << 16) + (ulong)logical;
        if (bits <= previous.Bits) return false;
        time = new HlcTimestamp(bits);
        return true;
    }
}
