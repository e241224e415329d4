namespace Notion.Crdt;

/// <summary>Reads what blocks show.</summary>
internal readonly struct TextReader(DocumentState state)
{
    public int Length(BlockNode block)
    {
        if (block.IsFixed) return 0;
        if (block.FlowingChildren == 0) return state.Sequences.Tree.RegionUnits(block.Boundary);
        int units = 0;
        foreach (BlockNode piece in Pieces(block)) units += state.Sequences.Tree.RegionUnits(piece.Boundary);
        return units;
    }

    public string Read(BlockNode block)
    {
        int length = Length(block);
        return length == 0 ? string.Empty : string.Create(length, (state, block), static (text, of) =>
        {
            var reader = new TextReader(of.state);
            if (of.block.FlowingChildren == 0)
            {
                reader.CopyRegion(of.block, text);
                return;
            }
            foreach (BlockNode piece in reader.Pieces(of.block)) text = text[reader.CopyRegion(piece, text)..];
        });
    }

    private List<BlockNode> Pieces(BlockNode block)
    {
        var pieces = new List<BlockNode>();
        state.Arrangement.CollectPieces(block, pieces);
        return pieces;
    }

    private int CopyRegion(BlockNode block, Span<char> text)
    {
        SpanTree tree = state.Sequences.Tree;
        int copied = 0;
        foreach (int span in tree.ShownIn(block.Boundary))
        {
            ref Span item = ref tree[span];
            state.Replicas[item.Replica].Text.Slice(item.Content, item.Units).CopyTo(text[copied..]);
            copied += item.Units;
        }
        return copied;
    }
}
