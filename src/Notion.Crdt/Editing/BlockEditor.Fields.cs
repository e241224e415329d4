namespace Notion.Crdt;

/// <summary>Texts of properties: the verbs of text on a block's field, which is begun when somebody first puts text in.</summary>
internal sealed partial class BlockEditor
{
    public void InsertText(BlockNode owner, string key, int offset, ReadOnlySpan<char> text)
    {
        if (FieldFor(owner, key, offset, text.IsEmpty, text) is { } field) InsertText(field, offset, text);
    }

    public void InsertText(BlockNode owner, string key, int offset, RichText text, MarkSchema schema)
    {
        foreach (TextRun run in text) Surrogates.ThrowIfBroken(run.Text);
        if (FieldFor(owner, key, offset, text.Length == 0, default) is { } field) InsertText(field, offset, text, schema);
    }

    public void DeleteText(BlockNode owner, string key, int offset, int length)
    {
        if (FieldOf(owner, key, offset, length) is { } field) DeleteText(field, offset, length);
    }

    public void Mark(BlockNode owner, string key, int offset, int length, MarkType type, string? id, PropertyValue value)
    {
        if (FieldOf(owner, key, offset, length) is { } field) Mark(field, offset, length, type, id, value);
    }

    public TextMarks MarksAt(BlockNode owner, string key, int offset) => FieldOf(owner, key, offset, 0) is { } field ? MarksAt(field, offset) : TextMarks.None;

    public Cursor CreateCursor(BlockNode owner, string key, int offset, CursorBias bias) =>
        FieldOf(owner, key, offset, 0) is { } field ? CreateCursor(field, offset, bias) : default;

    /// <summary>Begins the text of a property, or one more part of it.</summary>
    public BlockNode BeginText(BlockNode owner, string key) => _state.AddField(owner, key, StampOf(_writer.BeginText(owner, key)), _author);

    /// <summary>The field to insert into; null where nothing is to be inserted and nobody has begun one.</summary>
    private BlockNode? FieldFor(BlockNode owner, string key, int offset, bool isEmpty, ReadOnlySpan<char> text)
    {
        if (FieldOf(owner, key, offset, 0) is { } field) return field;
        Surrogates.ThrowIfBroken(text);
        return isEmpty ? null : BeginText(owner, key);
    }

    /// <summary>The field of a key; where there is none, the range is checked as one of an empty text.</summary>
    private BlockNode? FieldOf(BlockNode owner, string key, int offset, int length)
    {
        RequireOwner(owner);
        if (owner.FindField(key) is { } field) return field;
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        RequireRange(offset, length, 0);
        return null;
    }
}
