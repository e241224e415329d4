namespace Notion.Crdt.Interchange;

/// <summary>Which addresses may stand in HTML. Browsers drop blanks and control characters from addresses before they look for the scheme: an address with any is none.</summary>
internal static class HtmlLinks
{
    private static readonly string[] Schemes = ["http", "https", "mailto", "tel"];

    /// <summary>Whether the address is relative, or of a scheme that runs nothing.</summary>
    public static bool IsSafe(string address)
    {
        if (address.Length == 0) return false;
        foreach (char c in address)
            if (c <= ' ' || c == '\\' || char.IsControl(c) || char.IsWhiteSpace(c) || c is '\uFEFF' or HtmlTree.EndOfInput) return false;
        int end = address.AsSpan().IndexOfAny(":/?#");
        if (end < 0 || address[end] != ':') return true;
        foreach (string scheme in Schemes)
            if (address.AsSpan(0, end).Equals(scheme, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }
}
