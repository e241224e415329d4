namespace Notion.Crdt;

/// <summary>Texts of properties, such as a page's title or a picture's caption: as a block's own text, that many people edit at once, with marks.</summary>
public readonly ref partial struct Transaction
{
    /// <summary>Inserts text into that of a property, and begins it where nobody has. It takes the marks that text typed there takes: see <see cref="Block.MarksAt(string, int)"/>.</summary>
    /// <remarks>Where two people begin the same text at the same time, both pieces stay, one after the other.</remarks>
    /// <param name="block">The block, or <see cref="BlockId.Root"/> for a text of the page.</param>
    /// <param name="key">The property's key: 1 to 1,024 bytes of UTF-8. A text and a value under one key know nothing of one another.</param>
    /// <param name="offset">Where: from 0 to the text's length.</param>
    /// <param name="text">What: any text without half surrogate pairs; null for none.</param>
    public void InsertText(BlockId block, string key, int offset, string? text)
    {
        Document.RequireName(key, nameof(key));
        Editor.InsertText(Find(block), key, offset, text.AsSpan());
    }

    /// <summary>Inserts text that then has exactly the marks given into that of a property.</summary>
    /// <param name="block">The block, or <see cref="BlockId.Root"/> for a text of the page.</param>
    /// <param name="key">The property's key.</param>
    /// <param name="offset">Where: from 0 to the text's length.</param>
    /// <param name="text">What; no run may begin or end inside a surrogate pair.</param>
    public void InsertText(BlockId block, string key, int offset, RichText text)
    {
        Document.RequireName(key, nameof(key));
        ArgumentNullException.ThrowIfNull(text);
        Editor.InsertText(Find(block), key, offset, text, Require().Options.Marks);
    }

    /// <summary>Deletes a range of the text of a property.</summary>
    /// <param name="block">The block, or <see cref="BlockId.Root"/> for a text of the page.</param>
    /// <param name="key">The property's key.</param>
    /// <param name="offset">Where the range starts.</param>
    /// <param name="length">How long it is.</param>
    public void DeleteText(BlockId block, string key, int offset, int length)
    {
        Document.RequireName(key, nameof(key));
        Editor.DeleteText(Find(block), key, offset, length);
    }

    /// <summary>Gives a range of the text of a property a mark, as <see cref="Mark(BlockId, int, int, string, PropertyValue)"/> does for a block's own text.</summary>
    /// <param name="block">The block, or <see cref="BlockId.Root"/> for a text of the page.</param>
    /// <param name="key">The property's key.</param>
    /// <param name="offset">Where the range starts.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="mark">The type, such as <see cref="MarkTypes.Bold"/>.</param>
    /// <param name="value">The value; <see cref="PropertyValue.Null"/> takes the mark away.</param>
    /// <exception cref="ArgumentException">Marks of this type are many by id.</exception>
    public void Mark(BlockId block, string key, int offset, int length, string mark, PropertyValue value) => Mark(block, key, offset, length, mark, null, value);

    /// <summary>Gives a range of the text of a property one of several marks of a type that is many by id, such as a comment.</summary>
    /// <param name="block">The block, or <see cref="BlockId.Root"/> for a text of the page.</param>
    /// <param name="key">The property's key.</param>
    /// <param name="offset">Where the range starts.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="mark">The type, such as <see cref="MarkTypes.Comment"/>.</param>
    /// <param name="id">Which of several, 1 to 1,024 bytes of UTF-8; null for a type with one value.</param>
    /// <param name="value">The value; <see cref="PropertyValue.Null"/> takes the mark away.</param>
    /// <exception cref="ArgumentException">An id is missing, or marks of this type have none.</exception>
    public void Mark(BlockId block, string key, int offset, int length, string mark, string? id, PropertyValue value)
    {
        Document.RequireName(key, nameof(key));
        Editor.Mark(Find(block), key, offset, length, TypeOfMark(mark, id, value), id, value);
    }

    /// <summary>Takes a mark from a range of the text of a property. Where it is not, nothing is done.</summary>
    /// <param name="block">The block, or <see cref="BlockId.Root"/> for a text of the page.</param>
    /// <param name="key">The property's key.</param>
    /// <param name="offset">Where the range starts.</param>
    /// <param name="length">How long it is.</param>
    /// <param name="mark">The type.</param>
    /// <param name="id">Which of several; null for a type with one value.</param>
    /// <exception cref="ArgumentException">An id is missing, or marks of this type have none.</exception>
    public void Unmark(BlockId block, string key, int offset, int length, string mark, string? id = null) =>
        Mark(block, key, offset, length, mark, id, PropertyValue.Null);
}
