using System.Buffers;

namespace Notion.Databases;

/// <summary>Text as filters and sorts see it, the same in memory and in every database: folded here, and compared by code points there.</summary>
public static class FoldedText
{
    /// <summary>Letters that fold to themselves: most texts have no other, and need no copy.</summary>
    private static readonly SearchValues<char> IsFolded = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789 .,:;-_/@()'");

    /// <summary>Lower case (invariant), U+0000 as U+FFFD, at most <see cref="DatabaseLimits.FilteredText"/> UTF-16 units and no half surrogate pair at the end.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string cut = Cut(text, DatabaseLimits.FilteredText);
        return cut.AsSpan().ContainsAnyExcept(IsFolded) ? cut.ToLowerInvariant().Replace('\0', '\ufffd') : cut;
    }

    /// <summary>What of a folded text sorts look at.</summary>
    public static string SortKey(string folded)
    {
        ArgumentNullException.ThrowIfNull(folded);
        return Cut(folded, DatabaseLimits.SortedText);
    }

    /// <summary>Orders by code points, as UTF-8 bytes do: UTF-16 units would put U+E000 and above behind what takes two of them.</summary>
    public static int Compare(string left, string right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        int common = left.AsSpan().CommonPrefixLength(right);
        if (common == left.Length || common == right.Length) return left.Length - right.Length;
        return Place(left[common]) - Place(right[common]);
    }

    private static int Place(char unit) => char.IsSurrogate(unit) ? unit + 0x2000 : unit >= '\ue000' ? unit - 0x800 : unit;

    private static string Cut(string text, int length)
    {
        if (text.Length <= length) return text;
        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}
