namespace Notion.Crdt;

/// <summary>The bytes of cursors and selections: a MessagePack array of integers, three for each cursor (how it stands to its element, replica, counter).</summary>
internal static class CursorEncoding
{
    private const int Fields = 3;

    public static byte[] Write(Cursor cursor)
    {
        var writer = new MessagePackSpanWriter(20);
        writer.WriteArrayHeader(Fields);
        Write(ref writer, cursor);
        return writer.ToArray();
    }

    public static byte[] Write(TextSelection selection)
    {
        var writer = new MessagePackSpanWriter(39);
        writer.WriteArrayHeader(2 * Fields);
        Write(ref writer, selection.Anchor);
        Write(ref writer, selection.Head);
        return writer.ToArray();
    }

    public static Cursor ReadCursor(ReadOnlySpan<byte> bytes)
    {
        MessagePackSpanReader reader = Open(bytes, Fields);
        Cursor cursor = Read(ref reader);
        return reader.AtEnd ? cursor : throw Malformed("bytes follow its end");
    }

    public static TextSelection ReadSelection(ReadOnlySpan<byte> bytes)
    {
        MessagePackSpanReader reader = Open(bytes, 2 * Fields);
        var selection = new TextSelection(Read(ref reader), Read(ref reader));
        return reader.AtEnd ? selection : throw Malformed("bytes follow its end");
    }

    private static void Write(ref MessagePackSpanWriter writer, Cursor cursor)
    {
        if (cursor.Anchor == 0) throw new InvalidOperationException("This is the default value of Cursor, and no cursor: make one with Document.CreateCursor.");
        writer.WriteInteger((int)cursor.Anchor);
        writer.WriteInteger(cursor.Element.Replica.Value);
        writer.WriteInteger(cursor.Element.Counter);
    }

    private static MessagePackSpanReader Open(ReadOnlySpan<byte> bytes, int fields)
    {
        var reader = new MessagePackSpanReader(bytes);
        return reader.TryReadArrayHeader(out int count) && count == fields ? reader : throw Malformed($"it does not begin as an array of {fields}");
    }

    private static Cursor Read(ref MessagePackSpanReader reader)
    {
        if (!reader.TryReadInteger(out long anchor) || anchor is < (int)CursorAnchor.After or > (int)CursorAnchor.End) throw Malformed("it does not say a side");
        if (!reader.TryReadInteger(out long replica) || replica is < 1 or > ReplicaId.MaxValue) throw Malformed("it names no replica");
        if (!reader.TryReadInteger(out long counter) || counter is < 0 or > OpId.MaxCounter) throw Malformed("it names no element");
        return new Cursor(new OpId(new ReplicaId(replica), (int)counter), (CursorAnchor)anchor);
    }

    private static CrdtException Malformed(string reason) =>
        new(CrdtErrorCode.MalformedCursor, $"The bytes are no cursor or selection: {reason}. Send what ToBytes of the same type gave.");
}
