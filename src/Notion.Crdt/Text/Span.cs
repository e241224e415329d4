namespace Notion.Crdt;

/// <summary>A run of elements with consecutive ids, each of which has the one before it as its left origin, and all of which have the same right origin.</summary>
internal struct Span
{
    /// <summary>Dense index of the replica that inserted it.</summary>
    public int Replica;

    /// <summary>Counter of the first element.</summary>
    public int Counter;

    /// <summary>Number of elements.</summary>
    public int Length;

    /// <summary>Characters: where they start in the replica's <see cref="TextArena"/>. Boundaries: the block that begins here.</summary>
    public int Content;

    /// <summary>Left origin of the first element; unused for heads.</summary>
    public ElementId Left;

    /// <summary>Right origin of every element; <see cref="ElementId.None"/>: the end of the sequence.</summary>
    public ElementId Right;

    /// <summary>The leaf that lists this span.</summary>
    public int Leaf;

    public SpanKind Kind;

    public bool Deleted;

    public readonly bool IsText => Kind <= SpanKind.Astral;

    public readonly bool IsBoundary => Kind >= SpanKind.Boundary;

    /// <summary>UTF-16 units, deleted or not.</summary>
    public readonly int Units => IsText ? Length * (int)Kind : 0;

    public readonly int End => Counter + Length;

    public readonly ElementId First => new(Replica, Counter);

    public readonly ElementId Last => new(Replica, Counter + Length - 1);

    /// <summary>Whether it is text of one run with the span that stands just before it, whichever of the two is deleted.</summary>
    public readonly bool GoesOn(in Span before) => IsText && Replica == before.Replica && Counter == before.End && Kind == before.Kind && Left == before.Last
        && Right == before.Right && Content == before.Content + before.Units;
}
