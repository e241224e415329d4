namespace Notion.Crdt.Interchange;

/// <summary>Which addresses stay links.</summary>
internal static class MarkdownLinks
{
    /// <summary>http, https, mailto, tel, and addresses without a scheme; nothing with blanks or control characters.</summary>
    public static bool IsSafe(string url)
    {
        if (url.Length == 0) return false;
        foreach (char letter in url)
            if (char.IsControl(letter) || char.IsWhiteSpace(letter) || letter == '\uFEFF') return false;
        int end = url.AsSpan().IndexOfAny(":/?#");
        if (end < 0 || url[end] != ':') return true;
        return url[..end].ToLowerInvariant() is "http" or "https" or "mailto" or "tel";
    }
}
