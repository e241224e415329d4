namespace Notion.Crdt;

/// <summary>A text packed by what another text that both sides hold tells of it (codec 2 of docs/encoding.md): <see cref="TextModel"/> with the range coder.</summary>
internal static class LearnedText
{
    /// <summary>Most bytes that are packed so, and most of the other text, its last, that are learned from. What is longer would take longer to unpack than anybody waits.</summary>
    public const int MaxBytes = 1 << 20;

    public static byte[] Pack(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> teacher)
    {
        TextModel model = Taught(plain.Length, teacher);
        var coder = new RangeEncoder();
        foreach (byte one in plain) model.Code(ref coder, one);
        return coder.Finish().ToArray();
    }

    /// <summary>Unpacks to exactly the length of <paramref name="plain"/>.</summary>
    /// <exception cref="CrdtException">The bytes do not give so many.</exception>
    public static void Unpack(ReadOnlyMemory<byte> packed, Span<byte> plain, ReadOnlySpan<byte> teacher)
    {
        TextModel model = Taught(plain.Length, teacher);
        var coder = new RangeDecoder(packed);
        foreach (ref byte one in plain) one = model.Code(ref coder, 0);
        if (!coder.AtEnd) throw SnapshotReader.Malformed("a text of it is shorter than its code");
    }

    private static TextModel Taught(int length, ReadOnlySpan<byte> teacher)
    {
        if (teacher.Length > MaxBytes) teacher = teacher[^MaxBytes..];
        var model = new TextModel(length + teacher.Length);
        foreach (byte one in teacher) model.Learn(one);
        return model;
    }
}
