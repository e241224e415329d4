namespace Notion.Crdt;

/// <summary>Places in the text that stay with it.</summary>
public sealed partial class Document
{
    /// <summary>A cursor at a place in a block's text.</summary>
    /// <param name="block">The block that shows the text.</param>
    /// <param name="offset">From 0 to the text's length, in UTF-16 units.</param>
    /// <param name="bias">Which neighbour it stays with when text comes between the two.</param>
    /// <remarks>O(log n), without allocation where the block's text is one piece. Also inside a transaction; what is rolled back takes its cursors along.</remarks>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.UnknownBlock"/>, <see cref="CrdtErrorCode.BlockNotLive"/>, <see cref="CrdtErrorCode.NotAllowedOnRoot"/>,
    /// or <see cref="CrdtErrorCode.BrokenSurrogatePair"/> for an offset inside a surrogate pair.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> lies outside the text.</exception>
    public Cursor CreateCursor(BlockId block, int offset, CursorBias bias = CursorBias.Left) => Editing.CreateCursor(Find(block), offset, bias);

    /// <summary>A cursor at a place in the text of a property; the default value, which is nowhere, while nobody has begun that text: there is nothing to hold on to.</summary>
    /// <param name="block">The block, or <see cref="BlockId.Root"/> for a text of the page.</param>
    /// <param name="key">The property's key.</param>
    /// <param name="offset">From 0 to the text's length, in UTF-16 units.</param>
    /// <param name="bias">Which neighbour it stays with when text comes between the two.</param>
    /// <exception cref="CrdtException">As for <see cref="CreateCursor(BlockId, int, CursorBias)"/>, but that the root has texts, too.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> lies outside the text.</exception>
    public Cursor CreateCursor(BlockId block, string key, int offset, CursorBias bias = CursorBias.Left)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Editing.CreateCursor(Find(block), key, offset, bias);
    }

    /// <summary>Where a cursor is now. O(log n); never throws, whatever cursor it is given.</summary>
    /// <param name="cursor">From this document or another replica of the page.</param>
    public CursorPosition Resolve(in Cursor cursor) => new CursorPlace(State).Resolve(cursor);

    /// <summary>Where both ends of a selection are now.</summary>
    /// <param name="selection">From this document or another replica of the page.</param>
    public SelectionPosition Resolve(in TextSelection selection) => new(Resolve(selection.Anchor), Resolve(selection.Head));
}
