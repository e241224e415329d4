namespace Notion.Crdt;

/// <summary>
/// Strings that order siblings: between any two there is room for another, so that an insert never changes its neighbours.
/// </summary>
/// <remarks>
/// An index is a string over <c>0-9A-Za-z</c>, compared ordinally. Every index that the npm package <c>fractional-indexing</c> makes is
/// a valid one. A document gives its blocks indexes of a stricter form, in which those of two replicas never collide and runs never
/// interleave: see docs/ordering.md. Use this class for lists of your own. All members are safe from any thread.
/// </remarks>
public static class FractionalIndex
{
    /// <summary>The length, in characters, of the longest valid index.</summary>
    public const int MaxLength = 4096;

    internal const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Whether the text is an index: 1 to <see cref="MaxLength"/> characters, all of <c>0-9A-Za-z</c>. False for null.</summary>
    public static bool IsValid(string? index) => IsValid(index.AsSpan());

    /// <inheritdoc cref="IsValid(string?)"/>
    public static bool IsValid(ReadOnlySpan<char> index)
    {
        if (index.Length is 0 or > MaxLength) return false;
        foreach (char letter in index)
            if (!char.IsAsciiLetterOrDigit(letter)) return false;
        return true;
    }

    /// <summary>A short index strictly between two others: <c>Between("a", "b")</c> is <c>"aU"</c>.</summary>
    /// <param name="before">The lower bound; null for none.</param>
    /// <param name="after">The upper bound; null for none.</param>
    /// <exception cref="ArgumentException">A bound is no valid index.</exception>
    /// <exception cref="CrdtException">
    /// <see cref="CrdtErrorCode.NoIndexBetween"/>: the bounds are equal, the wrong way round, or adjacent, as <c>"a"</c> and <c>"a0"</c> are.
    /// </exception>
    public static string Between(string? before, string? after)
    {
        ThrowIfInvalid(before, nameof(before));
        ThrowIfInvalid(after, nameof(after));
        if (before is not null && after is not null && string.CompareOrdinal(before, after) >= 0) throw NoIndexBetween(before, after);
        string? index = Midpoint.Between(before, after, Digits);
        return index is { Length: > 0 and <= MaxLength } ? index : throw NoIndexBetween(before, after);
    }

    internal static CrdtException NoIndexBetween(string? before, string? after) => new(
        CrdtErrorCode.NoIndexBetween,
        $"No index of at most {MaxLength} characters lies between {Quote(before)} and {Quote(after)}: " +
        "give two different indexes, the lower one first; where they are adjacent, give one of the two items a new index.");

    private static string Quote(string? index) =>
        index is null ? "the open end" : index.Length <= 64 ? $"\"{index}\"" : $"\"{index.AsSpan(0, 64)}…\"";

    private static void ThrowIfInvalid(string? index, string name)
    {
        if (index is null || IsValid(index)) return;
        throw new ArgumentException($"An index has 1 to {MaxLength} characters, all of 0-9A-Za-z; this one is {Quote(index)}.", name);
    }
}
