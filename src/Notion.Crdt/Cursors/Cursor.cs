namespace Notion.Crdt;

/// <summary>
/// A place in a document's text that stays with the text: through what others type and erase around it, through split, join and move, and through the trash
/// and back. It names a character by its identity, and the side of it.
/// </summary>
/// <remarks>
/// <para>Made by <see cref="Document.CreateCursor"/>, read by <see cref="Document.Resolve(in Cursor)"/>, in this document or in any other replica of the page.
/// Immutable, and holds on to nothing: keep as many as you like. Safe from any thread.</para>
/// <para>Where its character is erased it stays where that was; where the erasure is undone the character is the same one again.</para>
/// <para>The default value is no cursor: it resolves to <see cref="CursorStatus.Unknown"/>.</para>
/// </remarks>
public readonly record struct Cursor
{
    internal Cursor(OpId element, CursorAnchor anchor)
    {
        Element = element;
        Anchor = anchor;
    }

    /// <summary>Which neighbour it stays with.</summary>
    public CursorBias Bias => Anchor is CursorAnchor.Before or CursorAnchor.End ? CursorBias.Right : CursorBias.Left;

    internal OpId Element { get; }

    internal CursorAnchor Anchor { get; }

    /// <summary>The cursor as 4 to 20 bytes, for presence messages. docs/undo.md describes them.</summary>
    /// <exception cref="InvalidOperationException">This is the default value, and no cursor.</exception>
    public byte[] ToBytes() => CursorEncoding.Write(this);

    /// <summary>Reads what <see cref="ToBytes"/> gave. Whether a document holds the place is for <see cref="Document.Resolve(in Cursor)"/> to say.</summary>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.MalformedCursor"/></exception>
    public static Cursor FromBytes(ReadOnlySpan<byte> bytes) => CursorEncoding.ReadCursor(bytes);
}
