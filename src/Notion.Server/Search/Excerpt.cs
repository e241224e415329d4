namespace Notion.Server.Search;

/// <summary>The part of a text that shows why it was found, and which ranges of it to set off. The text is as it was written: whoever puts it into a web page escapes it.</summary>
/// <param name="Text">At most about <see cref="Length"/> UTF-16 code units, cut at words.</param>
/// <param name="Ranges">In order, apart from each other.</param>
internal sealed record Excerpt(string Text, IReadOnlyList<SearchRange> Ranges)
{
    private const int Length = 240;
    private const int Before = 80;

    public static Excerpt Of(string text, IReadOnlyList<string> asked)
    {
        List<Word> words = Words.Of(text);
        List<Word> found = [.. words.Where(word => IsFound(word.Folded, asked))];
        int first = found.Count > 0 ? found[0].Start : 0;
        int from = text.Length <= Length || first <= Before ? 0 : words.Where(word => word.Start >= first - Before).Min(word => word.Start);
        int to = text.Length - from <= Length ? text.Length : words.Where(word => word.Start + word.Length <= from + Length).Select(word => word.Start + word.Length).DefaultIfEmpty(from).Max();
        if (to <= from) to = Whole(text, Math.Min(text.Length, from + Length));
        var ranges = new List<SearchRange>();
        foreach (Word word in found)
        {
            int start = word.Start - from, end = Math.Min(word.Start + word.Length, to) - from;
            if (start < 0 || end <= start) continue;
            if (ranges.Count > 0 && ranges[^1].Start + ranges[^1].Length >= start) ranges[^1] = ranges[^1] with { Length = end - ranges[^1].Start };
            else ranges.Add(new SearchRange(start, end - start));
        }
        return new Excerpt(text[from..to], ranges);
    }

    private static bool IsFound(string word, IReadOnlyList<string> asked)
    {
        for (int i = 0; i < asked.Count; i++)
            if (i == asked.Count - 1 ? word.StartsWith(asked[i], StringComparison.Ordinal) : word == asked[i]) return true;
        return false;
    }

    /// <summary>Not between the halves of a surrogate pair.</summary>
    private static int Whole(string text, int end) => end > 0 && end < text.Length && char.IsLowSurrogate(text[end]) ? end - 1 : end;
}
