using System.Text;

namespace Notion.Crdt.Fuzz;

/// <summary>Markdown as people, programs and attackers write it: everything in everything, deep and wide, tables of any shape, comments and tags that look like ours, links in every form to every scheme, and what makes parsers look back.</summary>
internal sealed class MarkdownForger(Random random) : IForger
{
    private static readonly string[] LookBack =
    [
        "*", "**a ", "_a ", "*a_", "`", "[", "![", "](", "[a](", "[a][", "<", "<a ", "<!--", "<!-- ", "&", "\\", "~~", "~~a ", "> ", "- ", "1. ", "  ", "\t", "|", "a|", "|-", "$$", "#", "=\n", "-\n", "```\n", "<details>\n<summary>", "</details>\n\n", "<span data-marks=\"",
        "<u>", "</u>", "<!-- children -->\n\n", "a\n\n<!-- children -->\n\n", "<!-- /children -->\n\n", "<!-- notion: {\"type\":\"quote\"} -->\n\n", "[a]: b\n", "[a]: <b> 'c\n", "<http://a", "http://a.example ", "- [ ] a\n", "> [!NOTE]\n", "a\\\n", "a  \n", "<br>", "&#10;", "(((", "'", "\"",
    ];

    private readonly StringBuilder _to = new();

    public string Forge()
    {
        if (random.Next(8) == 0) return OddText.Repeat(LookBack[random.Next(LookBack.Length)], OddText.Times(random)) + (random.Next(2) == 0 ? OddText.Repeat(LookBack[random.Next(LookBack.Length)], OddText.Times(random)) : "a");
        if (random.Next(6) == 0) _to.Append("<!-- notion-page: ").Append(Note()).Append(" -->\n\n");
        if (random.Next(6) == 0) _to.Append("<!-- notion-title -->\n\n# ").Append(Inline(2)).Append("\n\n");
        Blocks(string.Empty, 4);
        return _to.ToString();
    }

    private void Blocks(string prefix, int depth)
    {
        for (int i = random.Next(1, 5); i > 0 && _to.Length < 200_000; i--)
        {
            Block(prefix, depth);
            _to.Append(prefix).Append('\n');
        }
    }

    private void Block(string prefix, int depth)
    {
        if (random.Next(8) == 0) Line(prefix, "<!-- notion: " + Note() + (random.Next(20) == 0 ? "-->" : " -->") + "\n" + prefix);
        switch (random.Next(depth > 0 ? 20 : 11))
        {
            case 0: Line(prefix, OddText.Repeat("#", random.Next(1, 8)) + " " + Inline(2) + OddText.Pick<string>(random, "", " ##", " {#id}")); break;
            case 1: Line(prefix, Inline(2) + "\n" + prefix + OddText.Pick<string>(random, "===", "---", "- - -")); break;
            case 2: Fence(prefix); break;
            case 3: Table(prefix); break;
            case 4: Line(prefix, OddText.Pick<string>(random, "---", "* * *", "___", "$$\n" + prefix + OddText.Text(random) + "\n" + prefix + "$$", "    " + OddText.Text(random), "\t" + OddText.Text(random))); break;
            case 5: Line(prefix, $"[{OddText.Text(random, 3)}]: {Target()} {OddText.Pick<string>(random, "", "'t'", "\"t", "(t)")}"); break;
            case 6: Line(prefix, OddText.Pick<string>(random, "<div>", "<script>", "<style>", "<!--", "<?x", "<!X", "<![CDATA[", "<table><tr><td>", "<p onclick=x>", "</div>", "<br>") + OddText.Text(random) + OddText.Pick<string>(random, "", "-->", "</script>", "</div>")); break;
            case 7: Line(prefix, OddText.Pick<string>(random, "<!-- empty -->", "<!-- children -->", "<!-- /children -->", "</details>", "<!-- notion-title -->", "<!-- notion: -->", "<span data-empty=\"\"></span>")); break;
            case 8 or 9 or 10: Line(prefix, Inline(3)); break;
            case 11 or 12:
                string bullet = OddText.Pick<string>(random, "- ", "* ", "+ ", "1. ", "7) ", "999999999. ", "- [ ] ", "- [x] ", "1. [X] ");
                for (int items = random.Next(1, 4); items > 0; items--)
                {
                    _to.Append(prefix).Append(bullet).Append(Inline(2)).Append('\n');
                    if (random.Next(3) == 0) Blocks(prefix + new string(' ', random.Next(2, 6)), depth - 1);
                }
                break;
            case 13 or 14:
                Line(prefix + "> ", random.Next(2) == 0 ? Inline(2) : OddText.Pick<string>(random, "[!NOTE]", "[!TIP]", "[!WARNING] ", "[!note]", "[!NOTE] a") + "\n" + prefix + "> " + Inline(2));
                Blocks(prefix + "> ", depth - 1);
                break;
            case 15 or 16:
                Line(prefix, OddText.Pick<string>(random, "<details>", "<details open>", "<details>\n" + prefix) + "\n" + prefix + "<summary>" + Inline(2) + OddText.Pick<string>(random, "</summary>", "</summary>", "", "</summary></details>") + "\n" + prefix);
                Blocks(prefix, depth - 1);
                if (random.Next(5) > 0) Line(prefix, "</details>");
                break;
            case 17 or 18:
                Line(prefix, Inline(2) + "\n" + prefix + "\n" + prefix + "<!-- children -->\n" + prefix);
                Blocks(prefix, depth - 1);
                if (random.Next(5) > 0) Line(prefix, "<!-- /children -->");
                break;
            default:
                int levels = random.Next(1, 140);
                Blocks(prefix + OddText.Repeat(OddText.Pick<string>(random, "> ", "- ", "  ", "1. ", ">"), levels), 0);
                break;
        }
    }

    private void Line(string prefix, string text) => _to.Append(prefix).Append(text).Append('\n');

    private void Fence(string prefix)
    {
        string fence = OddText.Repeat(OddText.Pick<string>(random, "`", "~"), random.Next(2, 6));
        Line(prefix, fence + OddText.Pick<string>(random, "", "c++", "a b", "<x>", "\"", OddText.Text(random)));
        for (int i = random.Next(4); i > 0; i--) Line(prefix, OddText.Text(random));
        if (random.Next(5) > 0) Line(prefix, fence);
    }

    private void Table(string prefix)
    {
        int columns = random.Next(20) == 0 ? random.Next(1, 400) : random.Next(1, 6);
        string edge = random.Next(3) == 0 ? "" : "|";
        for (int row = random.Next(1, 6); row >= 0; row--)
        {
            int width = Math.Max(1, columns + (random.Next(3) == 0 ? random.Next(-2, 3) : 0));
            Line(prefix, edge + string.Join('|', Enumerable.Range(0, width).Select(_ => columns > 20 ? "a" : " " + Inline(1).Replace("\n", " ", StringComparison.Ordinal) + " ")) + edge);
            if (_to.Length > 0 && row > 0 && random.Next(2) == 0) Line(prefix, edge + string.Join('|', Enumerable.Repeat(OddText.Pick<string>(random, "---", ":-:", "-", ":--", " "), columns)) + edge);
        }
    }

    private string Inline(int depth)
    {
        var text = new StringBuilder();
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            string inner = depth > 0 ? Inline(depth - 1) : OddText.Text(random, 3);
            text.Append(random.Next(14) switch
            {
                0 => OddText.Pick<string>(random, "*", "**", "_", "__", "~~", "***") is var mark ? mark + inner + (random.Next(4) > 0 ? mark : "*") : "",
                1 => OddText.Repeat("`", random.Next(1, 4)) is var ticks ? ticks + inner + (random.Next(4) > 0 ? ticks : "`") : "",
                2 => $"[{inner}]({Target()}{OddText.Pick<string>(random, "", " \"t\"", " 't", "\n")})",
                3 => $"![{inner}]({Target()})",
                4 => $"<{OddText.Address(random)}>",
                5 => OddText.Address(random),
                6 => $"[{inner}][{OddText.Text(random, 3)}]",
                7 => OddText.Pick<string>(random, "u", "s", "strong", "em", "code", "span", "b", "a", "script") is var tag ? $"<{tag}>{inner}</{(random.Next(6) == 0 ? "u" : tag)}>" : "",
                8 => $"<span data-marks=\"{System.Net.WebUtility.HtmlEncode(Marks())}\">{inner}</span>",
                9 => $"<span data-char=\"{random.Next(-1, 66_000)}\"></span>",
                10 => $"<a href=\"{OddText.Address(random)}\" onclick=x>{inner}</a>",
                11 => OddText.Pick<string>(random, "<br>", "\\\n", "  \n", "\n", "<!-- x -->", "<img src=x onerror=y>", "\\", "$x$", "[ ] ", "[x] ", "[^1]"),
                _ => inner,
            });
        }
        return text.ToString();
    }

    private string Target() => random.Next(3) switch { 0 => OddText.Address(random), 1 => $"<{OddText.Address(random)}>", _ => "https://a.example/" + random.Next(9) };

    /// <summary>A block as JSON, as the comments hold it: mostly well-formed.</summary>
    private string Note()
    {
        string type = OddText.Pick<string>(random, "image", "video", "bookmark", "file", "embed", "table", "table_row", "toggle", "code", "equation", "child_page", "callout", "column", "divider", "x", "-->", "page");
        return random.Next(10) == 0 ? OddText.Text(random)
            : $"{{\"type\":\"{type}\",\"properties\":{{\"url\":{System.Text.Json.JsonSerializer.Serialize(OddText.Address(random))},\"table_width\":{random.Next(-1, 200)},\"checked\":true}},\"texts\":{{\"{OddText.Pick<string>(random, "caption", "title", "cell_0", "x")}\":[{{\"text\":\"a\",\"marks\":{Marks()}}}]}}"
                + OddText.Pick<string>(random, "}", "}", "}", ",\"text\":\"t\"}", ",\"children\":[{\"type\":\"y\"}]}", "},{\"type\":\"z\"}");
    }

    private string Marks() => $"[{{\"type\":\"{OddText.Pick<string>(random, "link", "color", "comment", "bold", "own")}\",\"value\":{System.Text.Json.JsonSerializer.Serialize(OddText.Address(random))}{OddText.Pick<string>(random, "", ",\"id\":\"i\"")}}}]";
}
