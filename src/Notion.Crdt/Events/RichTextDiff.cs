namespace Notion.Crdt;

/// <summary>Steps between two texts with marks.</summary>
internal static class RichTextDiff
{
    /// <summary>Adds the steps from one text to another: one exchange that leaves the common start and end alone, and what is marked anew in those.</summary>
    /// <returns>What the steps do: change the text, or marks of text that stays.</returns>
    public static BlockChangeKinds Between(RichText before, RichText after, List<TextEdit> edits)
    {
        string old = before.Text, now = after.Text;
        var kinds = BlockChangeKinds.None;
        int start = now.Length, end = 0;
        if (old != now)
        {
            kinds |= BlockChangeKinds.Text;
            (start, end) = CommonEnds(old, now);
            AddExchange(edits, start, old.Length - start - end, after.Slice(start, now.Length - start - end));
        }
        int count = edits.Count;
        AddMarked(edits, 0, before.Slice(0, start), after.Slice(0, start));
        AddMarked(edits, now.Length - end, before.Slice(old.Length - end, end), after.Slice(now.Length - end, end));
        return edits.Count > count ? kinds | BlockChangeKinds.Marks : kinds;
    }

    /// <summary>Adds one exchange, as a step for each run of what comes.</summary>
    private static void AddExchange(List<TextEdit> edits, int offset, int removed, RichText inserted)
    {
        if (inserted.Count == 0) edits.Add(new TextEdit(offset, removed, string.Empty));
        foreach (TextRun run in inserted)
        {
            edits.Add(new TextEdit(offset, removed, run.Text) { Marks = run.Marks });
            offset += run.Text.Length;
            removed = 0;
        }
    }

    /// <summary>Adds a step for each stretch of equal text that has other marks than it had.</summary>
    private static void AddMarked(List<TextEdit> edits, int offset, RichText before, RichText after)
    {
        int i = 0, beforeEnd = before.Count > 0 ? before[0].Text.Length : 0, at = 0, afterEnd = 0, first = edits.Count;
        foreach (TextRun run in after)
        {
            afterEnd += run.Text.Length;
            while (at < afterEnd)
            {
                if (at == beforeEnd) beforeEnd += before[++i].Text.Length;
                int stop = Math.Min(afterEnd, beforeEnd);
                if (!before[i].Marks.Equals(run.Marks))
                {
                    if (edits.Count > first && edits[^1] is var last && last.Offset + last.Marked == offset + at && last.Marks.Equals(run.Marks))
                        edits[^1] = last with { Marked = last.Marked + stop - at };
                    else
                        edits.Add(new TextEdit(offset + at, 0, string.Empty) { Marks = run.Marks, Marked = stop - at });
                }
                at = stop;
            }
        }
    }

    private static (int Start, int End) CommonEnds(string before, string after)
    {
        int start = before.AsSpan().CommonPrefixLength(after);
        if (start > 0 && char.IsHighSurrogate(before[start - 1])) start--;
        int end = 0, longest = Math.Min(before.Length, after.Length) - start;
        while (end < longest && before[^(end + 1)] == after[^(end + 1)]) end++;
        if (end > 0 && char.IsLowSurrogate(before[^end])) end--;
        return (start, end);
    }
}
