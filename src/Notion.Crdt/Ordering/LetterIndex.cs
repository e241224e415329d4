namespace Notion.Crdt;

/// <summary>
/// An ordered space of short strings over <c>A-Za-z</c>: an integer, then perhaps a fraction. Stepping past either end takes the next
/// integer, so lengths grow with the logarithm of the number of steps; between two strings the fraction halves the gap.
/// </summary>
/// <remarks>
/// The first letter of an integer tells its length, so integers of any length compare ordinally: <c>A</c> to <c>G</c> start the lower
/// ones of 8 to 2 letters, <c>H</c> to <c>s</c> are the 38 of one letter, <c>t</c> to <c>z</c> start the higher ones of 2 to 8 letters.
/// </remarks>
internal static class LetterIndex
{
    /// <summary>Where a space starts: the middle.</summary>
    public const string First = "a";

    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const char FirstShort = 'H', LastShort = 's';

    /// <summary>A string strictly between the two (empty: open end); null where this space has none, as past the last integer.</summary>
    public static string? Between(ReadOnlySpan<char> low, ReadOnlySpan<char> high)
    {
        if (low.IsEmpty && high.IsEmpty) return First;
        if (low.IsEmpty) return Below(high);
        ReadOnlySpan<char> whole = IntegerOf(low);
        if (whole.IsEmpty) return null;
        if (high.IsEmpty) return Increment(whole);
        ReadOnlySpan<char> highWhole = IntegerOf(high);
        if (highWhole.IsEmpty) return null;

        string? fraction;
        if (whole.SequenceEqual(highWhole))
        {
            if (high.Length == highWhole.Length) return null;
            fraction = Midpoint.Between(low[whole.Length..], high[highWhole.Length..], Letters);
        }
        else
        {
            string? next = Increment(whole);
            if (next is null || next.AsSpan().SequenceCompareTo(high) < 0) return next;
            fraction = Midpoint.Between(low[whole.Length..], default, Letters);
        }
        return fraction is null ? null : string.Concat(whole, fraction);
    }

    /// <summary>The integer that is a number of steps above <see cref="First"/>.</summary>
    public static string Of(int steps)
    {
        const int Short = LastShort - 'a' + 1;
        if (steps < Short) return ((char)('a' + steps)).ToString();
        long rest = steps - Short, count = Letters.Length;
        int digits = 1;
        for (; rest >= count; digits++, count *= Letters.Length) rest -= count;
        Span<char> result = stackalloc char[digits + 1];
        result[0] = (char)(LastShort + digits);
        for (int i = digits; i > 0; i--) (rest, result[i]) = (rest / Letters.Length, Letters[(int)(rest % Letters.Length)]);
        return result.ToString();
    }

    /// <summary>How many steps above <see cref="First"/> an integer is; false for what is below it, no integer, or more than fit.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out int steps)
    {
        steps = 0;
        if (text.IsEmpty || text[0] < 'a' || LengthOf(text[0]) != text.Length) return false;
        long value = 0, below = 0, count = 1;
        foreach (char letter in text[1..])
        {
            value = (value * Letters.Length) + Letters.IndexOf(letter, StringComparison.Ordinal);
            below += count;
            count *= Letters.Length;
        }
        value = text.Length == 1 ? text[0] - 'a' : value + below - 1 + (LastShort - 'a' + 1);
        steps = (int)Math.Min(value, int.MaxValue);
        return value <= int.MaxValue;
    }

    /// <summary>The highest integer below the string; null where there is none.</summary>
    public static string? Below(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> whole = IntegerOf(text);
        if (whole.IsEmpty) return null;
        return whole.Length < text.Length ? whole.ToString() : Decrement(whole);
    }

    /// <summary>The letters that the text starts with.</summary>
    public static ReadOnlySpan<char> LeadingLetters(ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyInRange('0', '9');
        return end < 0 ? text : text[..end];
    }

    private static ReadOnlySpan<char> IntegerOf(ReadOnlySpan<char> text)
    {
        int length = LengthOf(text[0]);
        return length <= text.Length ? text[..length] : default;
    }

    private static int LengthOf(char head) => head switch
    {
        < FirstShort => FirstShort - head + 1,
        > LastShort => head - LastShort + 1,
        _ => 1,
    };

    private static string? Increment(ReadOnlySpan<char> whole) => Step(whole, 1, from: Letters[^1], to: Letters[0]);

    private static string? Decrement(ReadOnlySpan<char> whole) => Step(whole, -1, from: Letters[0], to: Letters[^1]);

    /// <summary>Adds or subtracts one: digits that cannot go on wrap, as in any place-value system; past the head, the length changes.</summary>
    private static string? Step(ReadOnlySpan<char> whole, int by, char from, char to)
    {
        int at = whole.Length - 1;
        while (at > 0 && whole[at] == from) at--;
        if (at == 0 && whole[0] == from) return null;
        char moved = Letters[Letters.IndexOf(whole[at], StringComparison.Ordinal) + by];
        int length = at == 0 ? LengthOf(moved) : whole.Length;
        Span<char> result = stackalloc char[length];
        result.Fill(to);
        whole[..at].CopyTo(result);
        result[at] = moved;
        return result.ToString();
    }
}
