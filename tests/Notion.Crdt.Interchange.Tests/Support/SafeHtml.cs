using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Notion.Crdt.Interchange.Tests.Support;

/// <summary>Whether a page, as a browser that runs scripts takes it apart, holds nothing but what an export writes: elements that do nothing, attributes that say nothing, addresses of the web, mail and telephones.</summary>
internal static class SafeHtml
{
    private static readonly HashSet<string> OfHtml = Words("html head meta title body article h1 h2 h3 p ul ol li input details summary pre code blockquote aside hr figure figcaption img video a table caption tbody tr td div span strong em u s br");

    /// <summary>What Markdown renders to, and the tags that ours holds.</summary>
    private static readonly HashSet<string> OfMarkdown = Words("html head body h1 h2 h3 h4 h5 h6 p ul ol li input details summary pre code blockquote hr img a table thead tbody tr th td div span strong em u s del br");

    private static readonly HashSet<string> Attributes = Words("href src alt class start type disabled checked controls preload charset");

    /// <summary>What is wrong with a page that was exported as HTML; null where nothing is.</summary>
    public static string? Wrong(string html) => Wrong(html, OfHtml, "data-notion-");

    /// <summary>What is wrong with exported Markdown once it is rendered, its tags let through; null where nothing is.</summary>
    public static string? WrongAsRendered(string html) => Wrong(html, OfMarkdown, "data-");

    private static string? Wrong(string html, HashSet<string> names, string own)
    {
        foreach (IElement element in new HtmlParser(new HtmlParserOptions { IsScripting = true }).ParseDocument(html).All)
        {
            if (!names.Contains(element.LocalName)) return $"<{element.LocalName}>";
            foreach (IAttr attribute in element.Attributes)
            {
                if (!Attributes.Contains(attribute.Name) && !attribute.Name.StartsWith(own, StringComparison.Ordinal)) return $"attribute {attribute.Name}";
                if (attribute.Name is "href" or "src" && !IsHarmless(attribute.Value)) return $"{attribute.Name} {attribute.Value}";
            }
        }
        return null;
    }

    /// <summary>The address as browsers see it: without what they strip.</summary>
    private static bool IsHarmless(string address)
    {
        string seen = string.Concat(address.Where(c => c is not ('\t' or '\n' or '\r'))).TrimStart([.. Enumerable.Range(0, 0x21).Select(c => (char)c)]);
        int colon = seen.IndexOf(':', StringComparison.Ordinal), other = seen.IndexOfAny(['/', '?', '#']);
        return colon < 0 || (other >= 0 && other < colon) || seen[..colon].ToLowerInvariant() is "http" or "https" or "mailto" or "tel";
    }

    private static HashSet<string> Words(string words) => new(words.Split(' '), StringComparer.Ordinal);
}
