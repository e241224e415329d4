namespace Notion.Crdt;

/// <summary>Places in a block's text as it is shown, continuations included.</summary>
internal sealed partial class BlockEditor
{
    public Cursor CreateCursor(BlockNode block, int offset, CursorBias bias)
    {
        RequireLive(block);
        var place = new CursorPlace(_state);
        (BlockNode piece, int local) = Locate(block, offset);
        if (bias == CursorBias.Left)
        {
            (int span, int length) = _text.FindLeft(piece, local);
            return place.AfterLast(span, length);
        }
        if (local < _text.Length(piece)) return place.BeforeUnit(piece, local);
        if (block.FlowingChildren > 0)
        {
            // What follows the end of a piece is the next piece that shows something.
            for (int i = _pieces.IndexOf(piece) + 1; i < _pieces.Count; i++)
                if (_text.Length(_pieces[i]) > 0) return place.BeforeUnit(_pieces[i], 0);
            piece = _pieces[^1];
        }
        return place.AtEnd(piece);
    }
}
