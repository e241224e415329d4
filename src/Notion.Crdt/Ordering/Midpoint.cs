namespace Notion.Crdt;

/// <summary>
/// The short string halfway between two others, over any ordered alphabet. A string reads as a fraction: its digits stand after the point.
/// </summary>
internal static class Midpoint
{
    /// <summary>
    /// A string strictly between <paramref name="low"/> and <paramref name="high"/>, ordinally; null where none is. It ends in the
    /// alphabet's lowest digit only where nothing else fits, since nothing would fit before such a string afterwards.
    /// </summary>
    /// <param name="low">The lower bound; empty for none.</param>
    /// <param name="high">The upper bound; empty for none.</param>
    /// <param name="digits">The alphabet in ordinal order.</param>
    public static string? Between(ReadOnlySpan<char> low, ReadOnlySpan<char> high, ReadOnlySpan<char> digits)
    {
        if (high.IsEmpty) return Above(low, digits);

        // The lower bound goes on with lowest digits for ever; find where the two part.
        int at = 0;
        while (at < high.Length && high[at] == (at < low.Length ? low[at] : digits[0])) at++;
        if (at == high.Length)
        {
            // high is low followed by lowest digits only: one digit fewer fits, unless that is low itself.
            return low.Length < high.Length - 1 ? high[..^1].ToString() : null;
        }

        ReadOnlySpan<char> common = high[..at];
        int from = at < low.Length ? digits.IndexOf(low[at]) : 0;
        int to = digits.IndexOf(high[at]);
        if (to < from) return null;
        if (to - from > 1) return string.Concat(common, [digits[(from + to) / 2]]);
        if (at + 1 < high.Length) return high[..(at + 1)].ToString();
        return string.Concat(common, [digits[from]], Above(at < low.Length ? low[(at + 1)..] : default, digits));
    }

    private static string Above(ReadOnlySpan<char> low, ReadOnlySpan<char> digits)
    {
        int at = 0;
        while (at < low.Length && low[at] == digits[^1]) at++;
        int from = at < low.Length ? digits.IndexOf(low[at]) : -1;
        return string.Concat(low[..at], [digits[(from + digits.Length) / 2]]);
    }
}
