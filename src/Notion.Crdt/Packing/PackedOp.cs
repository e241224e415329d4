namespace Notion.Crdt;

/// <summary>An operation of a packed history: what the state does not say of it, and where the state says the rest.</summary>
internal struct PackedOp
{
    public OpKind Kind;

    public int Counter;

    /// <summary>Characters that are inserted, erased or restored.</summary>
    public int Count;

    /// <summary>The first character erased or restored; the mark that is switched.</summary>
    public ElementId Target;

    /// <summary>How often, less 1, it is erased or restored; 1 to switch on.</summary>
    public int Extra;

    /// <summary>Whether the state tells it, but for what <see cref="Value"/> says.</summary>
    public bool Known;

    /// <summary>Text: the place of its run by counter. Known: its place among the known.</summary>
    public int Place;

    /// <summary>The place of what the state does not tell of it among <see cref="PackedHistory.Values"/>; 0 where there is nothing of the kind.</summary>
    public int Value;
}
