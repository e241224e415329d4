namespace Notion.Crdt;

/// <summary>Where the elements and blocks of one document are in another that has lost some of them, and to which those that it never had are added one by one.</summary>
/// <remarks>What both had seen has the same ids in both. Places are told by neighbours in the text as the first document has it, which has all of them, in the order that never changes.</remarks>
internal sealed class RebasePlaces(DocumentState from, DocumentState to)
{
    private readonly Dictionary<ElementId, ElementId> _added = [];      // elements and marks that were made again

    public Dictionary<BlockNode, BlockNode> Blocks { get; } = [];

    private SpanTree Old => from.Sequences.Tree;

    /// <summary>So many consecutive elements were made again.</summary>
    public void Add(ElementId old, ElementId made, int count = 1)
    {
        for (int i = 0; i < count; i++) _added[old with { Counter = old.Counter + i }] = made with { Counter = made.Counter + i };
    }

    public BlockNode? Find(BlockNode block)
    {
        if (block.IsFixed) return block == from.Blocks.Root ? to.Blocks.Root : to.Blocks.Trash;
        if (Blocks.TryGetValue(block, out BlockNode? made)) return made;
        return Find(block.Created.Operation) is { } element ? to.FindBlock(element) : null;
    }

    /// <summary>The element; null where it is gone.</summary>
    public ElementId? Find(ElementId old)
    {
        if (_added.TryGetValue(old, out ElementId made)) return made;
        if (to.Replicas.Find(from.Replicas[old.Replica].Id.Value) is not { } replica) return null;
        var same = new ElementId(replica.Index, old.Counter);
        return to.Sequences.FindSpan(same) >= 0 ? same : null;
    }

    /// <summary>The mark that an operation made; -1 where it is gone.</summary>
    public int FindMark(ElementId old)
    {
        if (_added.TryGetValue(old, out ElementId made)) return to.Marks.Find(made);
        return to.Replicas.Find(from.Replicas[old.Replica].Id.Value) is { } replica ? to.Marks.Find(new ElementId(replica.Index, old.Counter)) : -1;
    }

    /// <summary>The element after which goes one that is made again: the nearest before it that is left, so that what stood between it and the element after which it was inserted stays there.
    /// Null where nothing of the block that it was in is left.</summary>
    public ElementId? LeftOf(ElementId old, ElementId insertedAfter)
    {
        int span = from.Sequences.FindSpan(old), offset = old.Counter - Old[span].Counter;
        while (true)
        {
            if (offset == 0)
            {
                span = Old.Previous(span);
                offset = Old[span].Length;
            }
            var before = new ElementId(Old[span].Replica, Old[span].Counter + --offset);
            if (before == insertedAfter) return LeftOf(before);
            if (Find(before) is { } found) return found;
        }
    }

    /// <summary>The element after which goes what was inserted after another; null where nothing of the block that it was in is left.</summary>
    public ElementId? LeftOf(ElementId left)
    {
        if (Before(left, acrossBlocks: false) is { } found) return found;
        if (After(left, acrossBlocks: false) is not { } next) return null;
        int span = to.Sequences.FindSpan(next);
        return to.Sequences.ElementBefore(span, next.Counter - to.Sequences.Tree[span].Counter);
    }

    /// <summary>The place beside an element, or beside the next that is left on the side that the anchor is open to; null where there is none.</summary>
    public MarkAnchor? Find(MarkAnchor anchor)
    {
        if (anchor.IsEnd) return anchor;
        if (Find(anchor.Element) is { } same) return anchor with { Element = same };
        ElementId? near = anchor.After ? Before(anchor.Element, acrossBlocks: true) : After(anchor.Element, acrossBlocks: true);
        return near is { } element ? anchor with { Element = element } : anchor.After ? null : MarkAnchor.End;
    }

    /// <summary>The nearest element that is left, from one on to the left.</summary>
    private ElementId? Before(ElementId element, bool acrossBlocks)
    {
        int span = from.Sequences.FindSpan(element), offset = element.Counter - Old[span].Counter;
        while (span >= 0)
        {
            ref Span item = ref Old[span];
            for (; offset >= 0; offset--)
                if (Find(new ElementId(item.Replica, item.Counter + offset)) is { } found) return found;
            if (item.Kind == SpanKind.Head || (!acrossBlocks && item.IsBoundary && Old.IsActive(span))) return null;
            span = Old.Previous(span);
            if (span >= 0) offset = Old[span].Length - 1;
        }
        return null;
    }

    /// <summary>The nearest element that is left, behind one.</summary>
    private ElementId? After(ElementId element, bool acrossBlocks)
    {
        int span = from.Sequences.FindSpan(element), offset = element.Counter - Old[span].Counter + 1;
        while (span >= 0)
        {
            ref Span item = ref Old[span];
            if (offset == 0 && (item.Kind == SpanKind.Head || (!acrossBlocks && item.IsBoundary && Old.IsActive(span)))) return null;
            for (; offset < item.Length; offset++)
                if (Find(new ElementId(item.Replica, item.Counter + offset)) is { } found) return found;
            span = Old.Next(span);
            offset = 0;
        }
        return null;
    }
}
