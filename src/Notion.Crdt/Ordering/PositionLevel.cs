namespace Notion.Crdt;

/// <summary>
/// One level of a position, as offsets into it: <c>[base) context [tag) own</c>. Found from the end, since that parse is exact whatever
/// stands before: the own part is the letters that end the text, the tag the ten characters before them, the context the letters before that.
/// </summary>
internal readonly record struct PositionLevel(int ContextStart, int TagStart, int OwnStart)
{
    /// <summary>Ten characters: a digit that is not 0, eight of any kind, a digit.</summary>
    public const int TagLength = 10;

    /// <summary>Ends the position that a nested level hangs under. Lower than every letter, so what is nested comes first after it.</summary>
    public const char Separator = '0';

    /// <summary>Ends the position of a deleted block that an escaped one stands after. A generator writes letters or another separator behind a separator.</summary>
    public const string Escaped = "01";

    /// <summary>A level takes at least a context letter, a tag, an own letter and a separator.</summary>
    public const int MaxDepth = FractionalIndex.MaxLength / (TagLength + 3) + 1;

    public static bool TryParseLast(ReadOnlySpan<char> position, out PositionLevel level)
    {
        level = default;
        int tagEnd = position.LastIndexOfAnyInRange('0', '9') + 1;
        int tagStart = tagEnd - TagLength;
        if (tagEnd == position.Length || tagStart < 1 || position[tagStart] is < '1' or > '9') return false;
        int contextStart = position[..tagStart].LastIndexOfAnyInRange('0', '9') + 1;
        if (contextStart == tagStart || (contextStart > 0 && position[contextStart - 1] != Separator)) return false;
        level = new PositionLevel(contextStart, tagStart, tagEnd);
        return true;
    }

    /// <summary>
    /// Where the contexts of the text start, innermost first; at last 0, since letters at the front serve as a context in a text of any origin.
    /// </summary>
    /// <returns>How many were written.</returns>
    public static int FindContexts(ReadOnlySpan<char> position, Span<int> starts)
    {
        int count = 0;
        while (count < starts.Length - 1 && TryParseLast(position, out PositionLevel level))
        {
            starts[count++] = level.ContextStart;
            if (level.ContextStart == 0) return count;
            position = position[..(level.ContextStart - 1)];
        }
        starts[count++] = 0;
        return count;
    }
}
