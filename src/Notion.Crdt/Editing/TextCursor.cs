namespace Notion.Crdt;

/// <summary>Where the last local edit was, so that the next one nearby need not search.</summary>
internal struct TextCursor
{
    /// <summary>The block whose own region it is in.</summary>
    public BlockNode? Region;

    /// <summary>Valid only while <see cref="Sequences.Epoch"/> is this.</summary>
    public int Epoch;

    /// <summary>Visible units of the region.</summary>
    public int Length;

    /// <summary>A span of the region, or its boundary.</summary>
    public int Span;

    /// <summary>Visible units of the region before that span.</summary>
    public int Before;

    /// <summary>The offset behind the last character of that span, where this cursor inserted it; 0 once the cursor has gone elsewhere.</summary>
    public int TypedEnd;
}
