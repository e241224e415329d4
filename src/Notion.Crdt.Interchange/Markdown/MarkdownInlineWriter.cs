using System.Globalization;
using System.Net;
using System.Text;

namespace Notion.Crdt.Interchange;

/// <summary>Writes text with marks. Each run has its marks around it: delimiters where CommonMark surely reads them, and tags elsewhere.</summary>
internal static class MarkdownInlineWriter
{
    private const string AlwaysEscaped = "\\`*_[]<>&~|$";
    private const string EscapedAtLineStart = "#+-=:";

    /// <summary>Text for one block.</summary>
    /// <param name="text">The text.</param>
    /// <param name="prefix">What each further line begins with; null to stay on one line.</param>
    /// <param name="html">Only what HTML has, too: for what stands in an HTML block.</param>
    /// <param name="spans">Links as attributes, where a link of Markdown would say something else.</param>
    public static string Write(RichText text, string? prefix, bool html = false, bool spans = false)
    {
        var to = new StringBuilder();
        string all = text.Text;
        int at = 0;
        bool delimited = false;
        foreach (TextRun run in text)
        {
            delimited = WriteRun(to, run, all, at, prefix, html, spans, delimited);
            at += run.Text.Length;
        }
        return to.ToString();
    }

    /// <summary>An address between angle brackets, or null where it cannot stand there, or should not be followed.</summary>
    public static string? Address(string url)
    {
        if (!MarkdownLinks.IsSafe(url)) return null;
        var to = new StringBuilder("<");
        foreach (char letter in url)
        {
            if (letter is '<' or '>' or '\\' or '&' or '|') to.Append(CultureInfo.InvariantCulture, $"&#{(int)letter};");
            else to.Append(letter);
        }
        return to.Append('>').ToString();
    }

    private static bool WriteRun(StringBuilder to, TextRun run, string all, int at, string? prefix, bool html, bool spans, bool delimited)
    {
        bool bold = Is(MarkTypes.Bold), italic = Is(MarkTypes.Italic), struck = Is(MarkTypes.Strikethrough), underlined = Is(MarkTypes.Underline), code = Is(MarkTypes.Code);
        string? link = run.Link is { } url && MarkdownLinks.IsSafe(url) ? url : null;
        string? address = link is null || spans || html ? null : Address(link);
        var others = run.Marks.Where(mark => mark.Id is not null || !IsWritten(mark)).ToList();
        bool plain = !html && !delimited && char.IsAsciiLetterOrDigit(run.Text[0]) && char.IsAsciiLetterOrDigit(run.Text[^1]);
        bool uses = false;
        var close = new Stack<string>();
        if (others.Count > 0) Tag($"<span data-marks=\"{WebUtility.HtmlEncode(MarkdownNotes.Write(others)).Replace("|", "&#124;", StringComparison.Ordinal).Replace("`", "&#96;", StringComparison.Ordinal)}\">", "</span>");
        if (address is not null) Tag("[", $"]({address})");
        if (underlined) Tag("<u>", "</u>");
        if (struck) Mark("~~", "s");
        if (bold) Mark("**", "strong");
        if (italic) Mark("*", "em");
        if (code && plain && (at == 0 || all[at - 1] != '`') && !run.Text.Any(letter => letter is '`' or '|' or '\n' or '\t' || Hidden(letter)))
        {
            to.Append('`').Append(run.Text).Append('`');
            uses = true;
        }
        else
        {
            if (code) Tag("<code>", "</code>");
            if (address is not null && run.Text is " " or "x" or "X") to.Append(CultureInfo.InvariantCulture, $"&#{(int)run.Text[0]};");    // else it would tick a task
            else Escape(to, run.Text, all, at, prefix, html);
        }
        while (close.TryPop(out string? end)) to.Append(end);
        return uses;

        bool IsWritten(TextMark mark) => mark.Type switch
        {
            MarkTypes.Bold or MarkTypes.Italic or MarkTypes.Strikethrough or MarkTypes.Underline or MarkTypes.Code => mark.Value == true,
            MarkTypes.Link => address is not null || (link is null && mark.Value.Kind == PropertyKind.String),
            _ => false,
        };

        bool Is(string type) => run.Marks[type] == true;

        void Tag(string open, string end)
        {
            to.Append(open);
            close.Push(end);
        }

        void Mark(string delimiter, string tag)
        {
            if (plain && !code && !(struck && (bold || italic)))
            {
                Tag(delimiter, delimiter);
                uses = true;
            }
            else
            {
                Tag($"<{tag}>", $"</{tag}>");
            }
        }
    }

    private static void Escape(StringBuilder to, string text, string all, int at, string? prefix, bool html)
    {
        for (int i = 0; i < text.Length; i++, at++)
        {
            char letter = text[i];
            bool first = at == 0 || all[at - 1] == '\n', last = at == all.Length - 1 || all[at + 1] == '\n';
            if (letter == '\n')
            {
                if (!html && prefix is not null && i > 0 && i < text.Length - 1 && !first && !last && text[i + 1] != ' ') to.Append("\\\n").Append(prefix);
                else to.Append(first && at == 0 ? "&#10;" : "<br>");
            }
            else if (Hidden(letter)) to.Append(CultureInfo.InvariantCulture, $"<span data-char=\"{(int)letter}\"></span>");
            else if (letter == '\t' || (letter == ' ' && (first || last || html))) to.Append(letter == ' ' && !first && !last ? " " : $"&#{(int)letter};");
            else if (letter == ' ' && (i == 0 || i == text.Length - 1) && (at < 1 || all[at - 1] == ' ')) to.Append("&#32;");
            else if (AlwaysEscaped.Contains(letter) || (first && EscapedAtLineStart.Contains(letter)) || letter == '#' || (letter == '!' && i == text.Length - 1)
                || (letter is '.' or ')' && NumberBefore(all, at)))
            {
                if (html) to.Append(CultureInfo.InvariantCulture, $"&#{(int)letter};");
                else to.Append('\\').Append(letter);
            }
            else to.Append(letter);
        }
    }

    /// <summary>Characters that a Markdown reader drops, replaces or takes for an end of line.</summary>
    private static bool Hidden(char letter) =>
        (char.IsControl(letter) && letter is not ('\t' or '\n')) || letter is '\u2028' or '\u2029' or '\uFEFF' || (char.IsWhiteSpace(letter) && letter is not (' ' or '\t' or '\n' or '\u00A0'));

    private static bool NumberBefore(string all, int at)
    {
        int from = at;
        while (from > 0 && at - from < 10 && char.IsAsciiDigit(all[from - 1])) from--;
        return from < at && (from == 0 || all[from - 1] == '\n');
    }
}
