namespace Notion.Crdt;

/// <summary>From a place as an editor sees it, a block and an offset, to the element beside it, and back.</summary>
/// <remarks>
/// <para>A cursor that stays with what is on its left names the element there: a character, or at a block's start the block's own head or boundary. One that
/// stays with what is on its right names that: a character, or at a block's end the boundary that ends it, or the end of the sequence. All of these are elements
/// of the sequence, which no verb moves; so a split, join, move or deletion changes which block shows the place, and never the place.</para>
/// <para>Complexity: O(log n) in the text, and one step for each piece of a block that others were joined into as continuations.</para>
/// </remarks>
internal readonly struct CursorPlace(DocumentState state)
{
    private SpanTree Tree => state.Sequences.Tree;

    /// <summary>The element after which the first <paramref name="length"/> elements of a span end.</summary>
    public Cursor AfterLast(int span, int length) => At(new ElementId(Tree[span].Replica, Tree[span].Counter + length - 1), CursorAnchor.After);

    /// <summary>Before the character that a region shows at an offset below its length.</summary>
    public Cursor BeforeUnit(BlockNode region, int offset)
    {
        int span = Tree.FindUnit(Tree.UnitsBefore(region.Boundary) + offset, out int before);
        int kind = (int)Tree[span].Kind;
        if (before % kind != 0) throw Surrogates.Broken("The offset lies inside a surrogate pair.");
        return At(new ElementId(Tree[span].Replica, Tree[span].Counter + (before / kind)), CursorAnchor.Before);
    }

    /// <summary>At the end of a region: before the boundary that ends it, or at the end of the sequence.</summary>
    public Cursor AtEnd(BlockNode region)
    {
        int next = Tree.NextActiveBoundary(region.Boundary);
        if (next >= 0 && Tree[next].Kind == SpanKind.Boundary) return At(Tree[next].First, CursorAnchor.Before);
        return At(Tree[next < 0 ? Tree.Last : Tree.Previous(next)].Last, CursorAnchor.End);
    }

    public CursorPosition Resolve(in Cursor cursor)
    {
        if (cursor.Anchor == 0 || state.Replicas.Find(cursor.Element.Replica.Value) is not { } replica) return new CursorPosition(CursorStatus.Unknown, default, 0);
        int span = state.Sequences.FindSpan(new ElementId(replica.Index, cursor.Element.Counter));
        if (span < 0) return new CursorPosition(CursorStatus.Unknown, default, 0);

        if (cursor.Anchor == CursorAnchor.End)
        {
            BlockNode last = state.Arrangement.RegionAt(span);
            return Show(last, Tree.RegionUnits(last.Boundary));
        }
        bool after = cursor.Anchor == CursorAnchor.After || Tree[span].Kind == SpanKind.Head;       // no text stands before a head
        BlockNode region = after ? state.Arrangement.RegionAt(span) : state.Arrangement.RegionOwner(span);
        int elements = cursor.Element.Counter - Tree[span].Counter + (after ? 1 : 0);
        int units = Tree[span].IsText && !Tree[span].Deleted ? elements * (int)Tree[span].Kind : 0;
        return Show(region, Tree.UnitsBefore(span) - Tree.UnitsBefore(region.Boundary) + units);
    }

    private CursorPosition Show(BlockNode region, int offset)
    {
        BlockNode shown = state.Arrangement.Shown(region);
        if (shown != region && shown.FlowingChildren > 0)
        {
            var pieces = new List<BlockNode>();
            state.Arrangement.CollectPieces(shown, pieces);
            for (int i = 0; i < pieces.Count && pieces[i] != region; i++) offset += Tree.RegionUnits(pieces[i].Boundary);
        }
        if (shown.IsField)
        {
            BlockNode owner = shown.Parent!;
            bool isShown = owner.IsFixed || (state.Arrangement.Role(owner) == PlacementKind.Child && !state.Arrangement.IsTrashed(owner));
            return new CursorPosition(isShown ? CursorStatus.Shown : CursorStatus.InTrash, owner.Id, offset) { Property = shown.Type };
        }
        return new CursorPosition(state.Arrangement.IsTrashed(shown) ? CursorStatus.InTrash : CursorStatus.Shown, shown.Id, offset);
    }

    private Cursor At(ElementId element, CursorAnchor anchor) => new(state.Replicas.ToOpId(element), anchor);
}
