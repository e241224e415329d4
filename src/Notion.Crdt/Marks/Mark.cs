namespace Notion.Crdt;

/// <summary>One mark operation: everything between its anchors has, or with the value Null has not, the mark of its key, unless a later operation says otherwise.</summary>
internal struct Mark
{
    public Stamp Stamp;

    public MarkAnchor Start, End;

    /// <summary>Number of its key in the table.</summary>
    public int Key;

    /// <summary>The block that began the sequence that both anchors are in.</summary>
    public int Sequence;

    /// <summary>Null: what it marks is bare of the key.</summary>
    public PropertyValue Value;

    /// <summary>Switched off, it says nothing. What the latest switch said.</summary>
    public bool IsOff;

    /// <summary>When it was switched last; its own stamp when never.</summary>
    public Stamp Switched;

    /// <summary>The list's chunk in which its end is: belongs to <see cref="MarkAnchors"/>.</summary>
    public MarkAnchors.Chunk EndChunk;
}
