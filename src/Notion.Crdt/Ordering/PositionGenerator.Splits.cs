namespace Notion.Crdt;

/// <summary>Where the second half of a split block stands.</summary>
/// <remarks>
/// Several people may split one text at several places and not see each other's halves, which must stand in the order of the text all the same, and
/// before whatever else somebody puts behind the block. So such a position says how far into the text the cut is:
/// <code>
/// position = that of the block "00" cut tag "a"          cut: the offset, as an integer of letters (LetterIndex)
/// </code>
/// A half that is split in turn adds its own cut, and its second half stands on the same level. Offsets are those that the author saw: they order
/// concurrent cuts rightly unless somebody who cuts had also typed or erased more before the cut than lies between the two.
/// </remarks>
internal sealed partial class PositionGenerator
{
    private const string SplitLevel = "00";

    /// <summary>A fresh position right after a block that is split, and before its next sibling, which is null at the end.</summary>
    /// <param name="block">The position of the block.</param>
    /// <param name="after">That of its next sibling.</param>
    /// <param name="offset">Where the block's text is cut.</param>
    /// <param name="isEnd">Whether nothing is left behind the cut.</param>
    /// <returns>Null where nothing lies between.</returns>
    public string? TryNextBehind(string block, string? after, int offset, bool isEnd)
    {
        bool isHalf = TryParseCut(block, out int contextStart, out int cut);
        if (isEnd && !isHalf) return TryNext(block, after);
        string place = isHalf ? block[..contextStart] : block + SplitLevel;
        string start = place + LetterIndex.Of((int)Math.Min((long)cut + offset, int.MaxValue));
        bool hasRoom = start.Length + PositionLevel.TagLength < FractionalIndex.MaxLength;
        return hasRoom && Fits(start, block, after) && Start(start) is { } position ? position : TryNext(block, after);
    }

    private static bool TryParseCut(string position, out int contextStart, out int cut)
    {
        cut = 0;
        bool isLevel = PositionLevel.TryParseLast(position, out PositionLevel level);
        contextStart = level.ContextStart;
        return isLevel
            && position.AsSpan(0, contextStart).EndsWith(SplitLevel, StringComparison.Ordinal)
            && LetterIndex.TryParse(position.AsSpan(contextStart, level.TagStart - contextStart), out cut);
    }
}
