namespace Notion.Crdt;

/// <summary>Reads what blocks show, with its marks.</summary>
/// <param name="state">The document.</param>
/// <param name="stretches">Told what is marked by which operation; null where nobody asks.</param>
internal readonly struct RichTextReader(DocumentState state, MarkStretches? stretches = null)
{
    public RichText Read(BlockNode block)
    {
        if (state.Marks.Count == 0) return RichText.From(new TextReader(state).Read(block));
        if (block.IsFixed) return RichText.Empty;
        var builder = new RichTextBuilder();
        if (block.FlowingChildren == 0)
        {
            AppendRegion(block, builder);
            return builder.ToRichText();
        }
        var pieces = new List<BlockNode>();
        state.Arrangement.CollectPieces(block, pieces);
        foreach (BlockNode piece in pieces) AppendRegion(piece, builder);
        return builder.ToRichText();
    }

    private void AppendRegion(BlockNode block, RichTextBuilder builder)
    {
        SpanTree tree = state.Sequences.Tree;
        var sweep = new MarkSweep(state.Marks);
        MarkAnchors.Place place = default;
        MarkAnchors.Entry entry = default;
        bool more = state.Marks.TryGetAnchors(block, out MarkAnchors? anchors);
        if (anchors is not null)
        {
            place = anchors.After(new MarkAnchor(tree[block.Boundary].First, true));
            sweep.Begin(anchors, place);
            more = anchors.TryRead(ref place, out entry);
        }
        for (int span = tree.Next(block.Boundary); span >= 0; span = tree.Next(span))
        {
            ref Span item = ref tree[span];
            if (item.IsBoundary && tree.IsActive(span)) return;
            int done = 0;
            while (more && TryFindIn(item, anchors!.AnchorOf(entry), out int at))
            {
                Append(item, done, at, sweep, builder);
                done = at;
                sweep.Pass(entry);
                more = anchors.TryRead(ref place, out entry);
            }
            Append(item, done, item.Length, sweep, builder);
        }
    }

    /// <summary>How many elements of a span stand before an anchor, if that is at one of them.</summary>
    private static bool TryFindIn(in Span item, MarkAnchor anchor, out int before)
    {
        before = anchor.Element.Counter - item.Counter + (anchor.After ? 1 : 0);
        return anchor.Element.Replica == item.Replica && anchor.Element.Counter >= item.Counter && anchor.Element.Counter < item.End;
    }

    private void Append(in Span item, int from, int to, MarkSweep sweep, RichTextBuilder builder)
    {
        if (item.Deleted || !item.IsText || from == to) return;
        int kind = (int)item.Kind;
        stretches?.Add((to - from) * kind, sweep);
        builder.Append(state.Replicas[item.Replica].Text.Slice(item.Content + (from * kind), (to - from) * kind), sweep.Current);
    }
}
