namespace Notion.Crdt;

/// <summary>The one step between two texts that leaves their common start and end alone.</summary>
internal static class TextDiff
{
    public static TextEdit? Between(string before, string after)
    {
        if (before == after) return null;
        int start = before.AsSpan().CommonPrefixLength(after);
        if (start > 0 && char.IsHighSurrogate(before[start - 1])) start--;
        int end = 0, longest = Math.Min(before.Length, after.Length) - start;
        while (end < longest && before[^(end + 1)] == after[^(end + 1)]) end++;
        if (end > 0 && char.IsLowSurrogate(before[^end])) end--;
        return new TextEdit(start, before.Length - start - end, after[start..^end]);
    }
}
