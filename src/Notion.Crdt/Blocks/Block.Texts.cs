namespace Notion.Crdt;

/// <summary>Texts of properties: see <see cref="Transaction.InsertText(BlockId, string, int, string?)"/>.</summary>
public readonly partial struct Block
{
    /// <summary>The text of a property; empty where there is none.</summary>
    /// <param name="key">The property's key.</param>
    public string GetText(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Node.FindField(key) is { } field ? Document.ReadText(field) : string.Empty;
    }

    /// <summary>The text of a property with its marks; empty where there is none.</summary>
    /// <param name="key">The property's key.</param>
    public RichText GetRichText(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Node.FindField(key) is { } field ? Document.ReadRichText(field) : RichText.Empty;
    }

    /// <summary>Length of the text of a property in UTF-16 units, without making the string; 0 where there is none.</summary>
    /// <param name="key">The property's key.</param>
    public int GetTextLength(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Node.FindField(key) is { } field ? Document.ReadTextLength(field) : 0;
    }

    /// <summary>The texts of properties that are not empty, by key, sorted; a copy.</summary>
    public IReadOnlyDictionary<string, RichText> PropertyTexts
    {
        get
        {
            var texts = new SortedDictionary<string, RichText>(StringComparer.Ordinal);
            foreach (BlockNode part in Node.Fields ?? [])
                if (!texts.ContainsKey(part.Type) && GetRichText(part.Type) is { Length: > 0 } text) texts.Add(part.Type, text);
            return texts;
        }
    }

    /// <summary>The marks that text inserted at an offset of the text of a property takes.</summary>
    /// <param name="key">The property's key.</param>
    /// <param name="offset">From 0 to the text's length, in UTF-16 units.</param>
    /// <exception cref="CrdtException"><see cref="CrdtErrorCode.BlockNotLive"/>, or <see cref="CrdtErrorCode.BrokenSurrogatePair"/> for an offset inside a surrogate pair.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> lies outside the text.</exception>
    public TextMarks MarksAt(string key, int offset)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Document.MarksAt(Node, key, offset);
    }
}
