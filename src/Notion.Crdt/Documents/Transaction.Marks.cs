namespace Notion.Crdt;

/// <summary>Marks on text.</summary>
public readonly ref partial struct Transaction
{
    /// <summary>Inserts text that then has exactly the marks given, whatever the text around it has.</summary>
    /// <param name="block">The block that shows the text.</param>
    /// <param name="offset">Where: from 0 to the text's length.</param>
    /// <param name="text">What; no run may begin or end inside a surrogate pair.</param>
    public void InsertText(BlockId block, int offset, RichText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Editor.InsertText(Find(block), offset, text, Require().Options.Marks);
    }

    /// <summary>Inserts text that has the marks that text typed there has: see <see cref="Block.MarksAt"/>.</summary>
    /// <param name="block">The block that shows the text.</param>
    /// <param name="offset">Where: from 0 to the text's length.</param>
    /// <param name="text">What: any text without half surrogate pairs; null for none.</param>
    public void InsertText(BlockId block, int offset, string? text) => InsertText(block, offset, text.AsSpan());

    /// <summary>Gives a range of the text a mark. What is so already stays as it is, and with a length of 0 nothing is done.</summary>
    /// <remarks>Whether what is typed at its edges takes the mark is decided now, by <see cref="DocumentOptions.Marks"/>. Of two values given to the same text
    /// at the same time, the one with the greatest timestamp wins, everywhere the same.</remarks>
    /// <param name="block">The block that shows the text.</param>
    /// <param name="offset">Where the range starts.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="mark">The type, such as <see cref="MarkTypes.Bold"/>: 1 to 1,024 bytes of UTF-8.</param>
    /// <param name="value">The value; <see cref="PropertyValue.Null"/> takes the mark away.</param>
    /// <exception cref="ArgumentException">Marks of this type are many by id.</exception>
    public void Mark(BlockId block, int offset, int length, string mark, PropertyValue value) => Mark(block, offset, length, mark, null, value);

    /// <summary>Gives a range of the text one of several marks of a type that is many by id, such as a comment.</summary>
    /// <param name="block">The block that shows the text.</param>
    /// <param name="offset">Where the range starts.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="mark">The type, such as <see cref="MarkTypes.Comment"/>: 1 to 1,024 bytes of UTF-8.</param>
    /// <param name="id">Which of several, 1 to 1,024 bytes of UTF-8; null for a type with one value.</param>
    /// <param name="value">The value; <see cref="PropertyValue.Null"/> takes the mark away.</param>
    /// <exception cref="ArgumentException">An id is missing, or marks of this type have none.</exception>
    public void Mark(BlockId block, int offset, int length, string mark, string? id, PropertyValue value)
    {
        Editor.Mark(Find(block), offset, length, TypeOfMark(mark, id, value), id, value);
    }

    private MarkType TypeOfMark(string mark, string? id, PropertyValue value)
    {
        new MarkKey(mark, id).ThrowIfInvalid();
        if (value.Kind == PropertyKind.String) Surrogates.ThrowIfBroken(value.AsString());
        MarkType type = Require().Options.Marks.Find(mark, id is not null);
        if (type.Overlap == MarkOverlap.ManyById && id is null) throw new ArgumentException($"Several marks of type {mark} may lie on one text: say which by its id.", nameof(id));
        if (type.Overlap == MarkOverlap.OneValue && id is not null) throw new ArgumentException($"Marks of type {mark} have no id.", nameof(id));
        return type;
    }

    /// <summary>Takes a mark from a range of the text. Where it is not, nothing is done.</summary>
    /// <param name="block">The block that shows the text.</param>
    /// <param name="offset">Where the range starts.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="mark">The type.</param>
    /// <param name="id">Which of several; null for a type with one value.</param>
    /// <exception cref="ArgumentException">An id is missing, or marks of this type have none.</exception>
    public void Unmark(BlockId block, int offset, int length, string mark, string? id = null) => Mark(block, offset, length, mark, id, PropertyValue.Null);

    /// <summary>Switches a mark operation off, so that what lies beneath it shows, or on again.</summary>
    internal void SwitchMark(ElementId mark, bool active) => Editor.SwitchMark(mark, active);
}
