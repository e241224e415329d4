namespace Notion.Workspace.Client.Editing;

/// <summary>Finds the one replacement that turns a text into another, so that an edit touches only what the user touched.</summary>
public static class TextDiff
{
    /// <summary>The smallest single replacement that turns <paramref name="before"/> into <paramref name="after"/>; null when they are equal.</summary>
    /// <param name="before">The text before.</param>
    /// <param name="after">The text after.</param>
    /// <param name="caret">
    /// Where the caret stands in <paramref name="after"/>, or -1. It decides where the texts alone do not: an "a" typed into "aaa" went in just
    /// before the caret, and it matters, because somebody else may be typing at the other places.
    /// </param>
    /// <remarks>Never cuts a surrogate pair in two, in either text.</remarks>
    public static TextEdit? Between(string before, string after, int caret = -1)
    {
        if (before == after) return null;
        int shorter = Math.Min(before.Length, after.Length);

        int suffix = 0;
        int longestSuffix = caret < 0 ? shorter : Math.Min(shorter, after.Length - Math.Min(caret, after.Length));
        while (suffix < longestSuffix && before[^(suffix + 1)] == after[^(suffix + 1)]) suffix++;
        if (CutsPair(before, before.Length - suffix) || CutsPair(after, after.Length - suffix)) suffix--;

        int prefix = 0;
        while (prefix < shorter - suffix && before[prefix] == after[prefix]) prefix++;
        if (CutsPair(before, prefix) || CutsPair(after, prefix)) prefix--;

        return new TextEdit(prefix, before.Length - prefix - suffix, after[prefix..(after.Length - suffix)]);
    }

    /// <summary>
    /// Carries an edit made to a text over to what that text has become. The edit never takes away what it did not see:
    /// a removal that overlaps the other change keeps only what lies beside it.
    /// </summary>
    /// <param name="edit">The edit, in the text as its author saw it.</param>
    /// <param name="other">What has happened to that text since.</param>
    public static TextEdit Over(TextEdit edit, TextEdit other)
    {
        int otherEnd = other.Offset + other.Removed;
        int shift = other.Inserted.Length - other.Removed;
        int end = edit.Offset + edit.Removed;
        if (end <= other.Offset) return edit;
        if (edit.Offset >= otherEnd) return edit with { Offset = edit.Offset + shift };
        if (edit.Offset < other.Offset) return edit with { Removed = other.Offset - edit.Offset };
        int start = other.Offset + other.Inserted.Length;
        return new TextEdit(start, Math.Max(0, end - otherEnd), edit.Inserted);
    }

    private static bool CutsPair(string text, int at) =>
        at > 0 && at < text.Length && char.IsHighSurrogate(text[at - 1]) && char.IsLowSurrogate(text[at]);
}
