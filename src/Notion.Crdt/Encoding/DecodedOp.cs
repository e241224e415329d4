namespace Notion.Crdt;

/// <summary>One operation of an update, its strings still where they are in the update's bytes.</summary>
internal struct DecodedOp
{
    public OpKind Kind;

    /// <summary>Its first counter.</summary>
    public int Counter;

    /// <summary>How many counters it takes.</summary>
    public int Counters;

    /// <summary>The block, left neighbour, first element or mark that it is about; where a mark starts.</summary>
    public Ref Target;

    /// <summary>The parent or the right neighbour; where a mark ends.</summary>
    public Ref Other;

    /// <summary>A split's neighbours.</summary>
    public Ref Left, Right;

    /// <summary>The type, text or key.</summary>
    public Range Text;

    /// <summary>The position in its short form; the id of a mark, empty for none.</summary>
    public Range Position;

    /// <summary>How many elements are erased or restored; where the UUID of a creation lies in the update, 0 for none; the sides of a mark; 1 to switch one on, 0 off.</summary>
    public int Length;

    /// <summary>How often.</summary>
    public int Times;

    /// <summary>A property's value.</summary>
    public PropertyValue Value;
}
