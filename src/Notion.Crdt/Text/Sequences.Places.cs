namespace Notion.Crdt;

/// <summary>Places in the text, and their order, which never changes.</summary>
internal sealed partial class Sequences
{
    /// <summary>The block that began the sequence of a block's text.</summary>
    public int SequenceOf(BlockNode block) => _sequences[block.Index];

    /// <summary>The element before the one at an offset of a span; there is one before every character.</summary>
    public ElementId ElementBefore(int span, int offset) =>
        offset > 0 ? new ElementId(Tree[span].Replica, Tree[span].Counter + offset - 1) : Tree[Tree.Previous(span)].Last;

    /// <summary>Compares two places of one sequence.</summary>
    public int Compare(MarkAnchor left, MarkAnchor right)
    {
        if (left.Element == right.Element) return left.After.CompareTo(right.After);
        if (left.IsEnd || right.IsEnd) return left.IsEnd.CompareTo(right.IsEnd);
        int span = FindSpan(right.Element);
        return Compare(left.Element, span, right.Element.Counter - Tree[span].Counter);
    }
}
