using AngleSharp.Dom;

namespace Notion.Crdt.Interchange;

/// <summary>What elements and inline styles say of the text in them.</summary>
internal static class HtmlStyles
{
    public static bool IsBlock(string name) => name is
        "p" or "div" or "section" or "article" or "main" or "header" or "footer" or "nav" or "address" or "figure" or "figcaption" or "summary" or "center" or "form" or "fieldset" or "legend"
        or "dl" or "dt" or "dd" or "caption" or "thead" or "tbody" or "tfoot" or "body" or "html" or "hgroup" or "dialog" or "search" or "td" or "th" or "option";

    /// <summary>Whether the element's text is parted from what stands before it, where all of it is one text.</summary>
    public static bool Parts(string name) => IsBlock(name) || name is
        "li" or "tr" or "ul" or "ol" or "menu" or "table" or "blockquote" or "aside" or "details" or "pre" or "hr" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6";

    /// <summary>The marks around an element, with those that it gives.</summary>
    public static TextMarks Marks(IElement element, TextMarks marks)
    {
        switch (element.LocalName)
        {
            case "strong" or "b": marks = marks.With(MarkTypes.Bold, true); break;
            case "em" or "i" or "cite" or "dfn" or "var": marks = marks.With(MarkTypes.Italic, true); break;
            case "u" or "ins": marks = marks.With(MarkTypes.Underline, true); break;
            case "s" or "del" or "strike": marks = marks.With(MarkTypes.Strikethrough, true); break;
            case "code" when element.ParentElement?.LocalName != "pre": marks = marks.With(MarkTypes.Code, true); break;
            case "kbd" or "samp" or "tt": marks = marks.With(MarkTypes.Code, true); break;
            case "a" when element.GetAttribute("href")?.Trim() is { } address && HtmlLinks.IsSafe(address): marks = marks.With(MarkTypes.Link, address); break;
        }
        if (element.GetAttribute(HtmlFormat.MarksAttribute) is { } written)
            foreach (TextMark mark in HtmlValues.ReadMarks(written)) marks = marks.With(mark.Type, mark.Id, mark.Value);
        if (element.GetAttribute("style") is { } style && element.LocalName is "span" or "b" or "i" or "font" or "a" or "em" or "strong") marks = Style(style, marks);
        return marks;
    }

    /// <summary>The language of code, from a class such as <c>language-rust</c>.</summary>
    public static string? Language(IElement pre)
    {
        const string Prefix = "language-";
        foreach (IElement? element in (ReadOnlySpan<IElement?>)[pre.FirstElementChild, pre])
            foreach (string name in element?.ClassList ?? Enumerable.Empty<string>())
                if (name.StartsWith(Prefix, StringComparison.Ordinal) && name.Length > Prefix.Length) return name[Prefix.Length..];
        return null;
    }

    private static TextMarks Style(string style, TextMarks marks)
    {
        foreach (string declaration in style.Split(';'))
        {
            int colon = declaration.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0) continue;
            string value = declaration[(colon + 1)..].Trim().ToLowerInvariant();
            switch (declaration[..colon].Trim().ToLowerInvariant())
            {
                case "font-weight" when value is "bold" or "bolder" or "600" or "700" or "800" or "900": marks = marks.With(MarkTypes.Bold, true); break;
                case "font-weight" when value is "normal" or "lighter" or "100" or "200" or "300" or "400" or "500": marks = marks.Without(MarkTypes.Bold); break;
                case "font-style" when value is "italic" or "oblique": marks = marks.With(MarkTypes.Italic, true); break;
                case "font-style" when value == "normal": marks = marks.Without(MarkTypes.Italic); break;
                case "text-decoration" or "text-decoration-line":
                    if (value.Contains("underline", StringComparison.Ordinal)) marks = marks.With(MarkTypes.Underline, true);
                    if (value.Contains("line-through", StringComparison.Ordinal)) marks = marks.With(MarkTypes.Strikethrough, true);
                    break;
            }
        }
        return marks;
    }
}
