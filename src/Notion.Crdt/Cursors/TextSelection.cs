namespace Notion.Crdt;

/// <summary>A selection, perhaps across blocks: where it was begun, and where the caret is. The two may be the same place, and the caret may be the earlier.</summary>
/// <param name="Anchor">Where it was begun.</param>
/// <param name="Head">Where the caret is.</param>
public readonly record struct TextSelection(Cursor Anchor, Cursor Head)
{
    /// <summary>A caret with nothing selected.</summary>
    public static TextSelection At(Cursor caret) => new(caret, caret);

    /// <summary>The selection as 7 to 39 bytes, for presence messages. docs/undo.md describes them.</summary>
    /// <exception cref="InvalidOperationException">One of its cursors is the default value, and no cursor.</exception>
    public byte[] ToBytes() => CursorEncoding.Write(this);

    /// <summary>Reads what <see cref="ToBytes"/> gave.</summary>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.MalformedCursor"/></exception>
    public static TextSelection FromBytes(ReadOnlySpan<byte> bytes) => CursorEncoding.ReadSelection(bytes);
}
