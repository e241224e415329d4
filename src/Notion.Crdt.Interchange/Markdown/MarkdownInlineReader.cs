using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax.Inlines;

namespace Notion.Crdt.Interchange;

/// <summary>Reads text with marks from what Markdig parsed. Tags count where they close in the same text; all other HTML is text.</summary>
internal static partial class MarkdownInlineReader
{
    public static RichText Read(IEnumerable<Inline> inlines, string source)
    {
        List<object> flat = [];
        Flatten(inlines, source, flat);
        HashSet<int> paired = Pair(flat);
        var runs = new List<TextRun>();
        var marks = new Stack<TextMarks>([TextMarks.None]);
        for (int i = 0; i < flat.Count; i++)
        {
            switch (flat[i])
            {
                case string text: runs.Add(new TextRun(text, marks.Peek())); break;
                case Opening open: marks.Push(open.With(marks.Peek())); break;
                case Closing: marks.Pop(); break;
                case Tag { Name: "br" }: runs.Add(new TextRun("\n", marks.Peek())); break;
                case Tag tag when !paired.Contains(i): runs.Add(new TextRun(tag.Text, marks.Peek())); break;
                case Tag { IsEnd: true }: marks.Pop(); break;
                case Tag tag:
                    marks.Push(tag.Marks(marks.Peek()));
                    if (tag.Character is { } letter) runs.Add(new TextRun(letter.ToString(), marks.Peek()));
                    break;
            }
        }
        return RichText.From(runs);
    }

    /// <summary>Depth is that of Markdig, which is limited.</summary>
    private static void Flatten(IEnumerable<Inline> inlines, string source, List<object> to)
    {
        foreach (Inline inline in inlines)
        {
            switch (inline)
            {
                case LiteralInline literal: to.Add(literal.Content.ToString()); break;
                case CodeInline code: Around(marks => marks.With(MarkTypes.Code, true), () => to.Add(code.Content)); break;
                case HtmlEntityInline entity: to.Add(entity.Transcoded.ToString()); break;
                case LineBreakInline line: to.Add(line.IsHard ? "\n" : " "); break;
                case AutolinkInline auto when !auto.IsEmail && !MarkdownLinks.IsSafe(auto.Url): to.Add($"<{auto.Url}>"); break;
                case AutolinkInline auto: Around(marks => marks.With(MarkTypes.Link, auto.IsEmail ? "mailto:" + auto.Url : auto.Url), () => to.Add(auto.Url)); break;
                case LinkInline link when link.Url is { } url && MarkdownLinks.IsSafe(url):
                    Around(marks => marks.With(MarkTypes.Link, url), () =>
                    {
                        int before = to.Count;
                        Flatten(link, source, to);
                        if (to.Count == before && url.Length > 0) to.Add(url);
                    });
                    break;
                case LinkInline link:
                    to.Add(link.IsImage ? "![" : "[");
                    Flatten(link, source, to);
                    to.Add($"]({link.Url})");
                    break;
                case EmphasisInline emphasis:
                    string type = emphasis.DelimiterChar == '~' ? MarkTypes.Strikethrough : emphasis.DelimiterCount == 2 ? MarkTypes.Bold : MarkTypes.Italic;
                    Around(marks => marks.With(type, true), () => Flatten(emphasis, source, to));
                    break;
                case HtmlInline html: to.Add(Tag.Read(html.Tag)); break;
                case TaskList: break;
                case ContainerInline container: Flatten(container, source, to); break;
                default: to.Add(source[inline.Span.Start..Math.Min(source.Length, inline.Span.End + 1)]); break;
            }
        }

        void Around(Func<TextMarks, TextMarks> with, Action inner)
        {
            to.Add(new Opening(with));
            inner();
            to.Add(new Closing());
        }
    }

    /// <summary>Which tags have a partner without anything half open between them.</summary>
    private static HashSet<int> Pair(List<object> flat)
    {
        var paired = new HashSet<int>();
        var open = new Stack<(int At, string Name)>();
        for (int i = 0; i < flat.Count; i++)
        {
            if (flat[i] is Opening) open.Push((i, string.Empty));
            else if (flat[i] is Closing) while (open.Pop().Name.Length > 0) { }
            else if (flat[i] is Tag { IsKnown: true } tag && tag.Name != "br")
            {
                if (!tag.IsEnd) open.Push((i, tag.Name));
                else if (open.TryPeek(out (int At, string Name) start) && start.Name == tag.Name)
                {
                    open.Pop();
                    paired.Add(start.At);
                    paired.Add(i);
                }
            }
        }
        return paired;
    }

    [GeneratedRegex("^<span data-(marks|char|empty)=\"([^\"]*)\">$", RegexOptions.CultureInvariant)]
    private static partial Regex Span();

    private sealed record Opening(Func<TextMarks, TextMarks> With);

    private sealed record Closing;

    private sealed record Tag(string Text, string Name, bool IsEnd, TextMarks Own, char? Character)
    {
        public bool IsKnown => Name.Length > 0;

        public static Tag Read(string text)
        {
            Tag Of(string name, bool end, TextMarks? own = null, char? letter = null) => new(text, name, end, own ?? TextMarks.None, letter);
            switch (text)
            {
                case "<br>" or "<br/>" or "<br />": return Of("br", false);
                case "<u>": return Of("u", false, TextMarks.None.With(MarkTypes.Underline, true));
                case "<s>": return Of("s", false, TextMarks.None.With(MarkTypes.Strikethrough, true));
                case "<strong>": return Of("strong", false, TextMarks.None.With(MarkTypes.Bold, true));
                case "<em>": return Of("em", false, TextMarks.None.With(MarkTypes.Italic, true));
                case "<code>": return Of("code", false, TextMarks.None.With(MarkTypes.Code, true));
                case "</u>" or "</s>" or "</strong>" or "</em>" or "</code>" or "</span>": return Of(text[2..^1], true);
            }
            if (Span().Match(text) is { Success: true } match)
            {
                string value = WebUtility.HtmlDecode(match.Groups[2].Value);
                if (match.Groups[1].Value == "empty") return Of("span", false);
                if (match.Groups[1].Value == "char" && ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ushort letter) && !char.IsSurrogate((char)letter))
                    return Of("span", false, null, (char)letter);
                if (match.Groups[1].Value == "marks" && MarkdownNotes.ReadMarks(value) is { } marks)
                {
                    if (marks[MarkTypes.Link] is { Kind: PropertyKind.String } link && !MarkdownLinks.IsSafe(link.AsString())) marks = marks.Without(MarkTypes.Link);
                    return Of("span", false, marks);
                }
            }
            return Of(string.Empty, false);
        }

        public TextMarks Marks(TextMarks around)
        {
            foreach (TextMark mark in Own) around = around.With(mark.Type, mark.Id, mark.Value);
            return around;
        }
    }
}
