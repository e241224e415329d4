using System.Net;
using System.Text;
using System.Text.Json;

namespace Notion.Crdt.Fuzz;

/// <summary>HTML as it is pasted and as it is forged: every element in every other, closed or not, tables of any shape, styles that overlap, foreign content, our own attributes with anything in them, addresses of every scheme.</summary>
internal sealed class HtmlForger(Random random) : IForger
{
    private static readonly string[] Elements = (
        "p p p div div span span ul ol li li dl dt dd table tr td th tbody thead tfoot caption colgroup col blockquote details summary pre code h1 h2 h4 h6 hr br img figure figcaption a a b i u s em strong del font section article aside header "
        + "form button select option optgroup textarea input label video audio source picture iframe object embed svg math mi desc foreignObject template noscript script style title head body html base link meta frameset plaintext xmp listing marquee menu nobr ruby rt wbr address center dir").Split(' ');

    private readonly StringBuilder _to = new();
    private readonly Stack<string> _open = new();

    public string Forge()
    {
        if (random.Next(10) == 0) return OddText.Repeat(Open(), OddText.Times(random)) + "a" + OddText.Repeat(random.Next(2) == 0 ? Open() : "</" + Elements[random.Next(Elements.Length)] + ">", OddText.Times(random));
        if (random.Next(5) == 0) _to.Append("<!DOCTYPE html><html><body>");
        if (random.Next(4) == 0) _to.Append($"<article data-notion-page='{WebUtility.HtmlEncode(Block(page: true))}'>");
        for (int i = random.Next(20) == 0 ? OddText.Times(random) : random.Next(3, 40); i > 0 && _to.Length < 300_000; i--)
        {
            switch (random.Next(10))
            {
                case 0 or 1 or 2 or 3: _to.Append(Open()); break;
                case 4 or 5 when _open.Count > 0: _to.Append("</").Append(random.Next(5) == 0 ? Elements[random.Next(Elements.Length)] : _open.Pop()).Append('>'); break;
                case 6: Table(); break;
                case 7 when random.Next(3) == 0: _to.Append(OddText.Pick<string>(random, "<!-- a -->", "<!--", "<![CDATA[a]]>", "<?x?>", "<!x>", "</>", "</ a>", "<", "<a", "<a b='")); break;
                default: _to.Append(random.Next(3) == 0 ? OddText.Text(random) : WebUtility.HtmlEncode(OddText.Text(random))); break;
            }
        }
        while (random.Next(20) > 0 && _open.TryPop(out string? name)) _to.Append("</").Append(name).Append('>');
        return _to.ToString();
    }

    private string Open()
    {
        string name = Elements[random.Next(Elements.Length)];
        if (random.Next(6) > 0) _open.Push(name);
        var tag = new StringBuilder("<").Append(random.Next(10) == 0 ? name.ToUpperInvariant() : name);
        for (int i = random.Next(3); i > 0; i--) tag.Append(' ').Append(Attribute());
        return tag.Append(random.Next(12) == 0 ? "/>" : ">").ToString();
    }

    private string Attribute()
    {
        (string name, string value) = random.Next(16) switch
        {
            0 or 1 => ("href", OddText.Address(random)),
            2 => ("src", OddText.Address(random)),
            3 => ("style", OddText.Pick<string>(random, "font-weight:bold", "font-weight:900;font-style:italic", "text-decoration:underline line-through", "display:none", "x:expression(alert(1))", "background:url(javascript:x)", ";;:;", "font-weight:normal")),
            4 or 5 => ("data-notion-block", Block(page: false)),
            6 => ("data-notion-marks", random.Next(8) == 0 ? OddText.Text(random) : Marks()),
            7 => ("data-notion-text", OddText.Pick<string>(random, "caption", "title", "cell_0", "cell_7", "", "x", OddText.Text(random))),
            8 => ("data-notion-char", OddText.Pick<string>(random, "0", "13", "65535", "55296", "-1", "65536", "x", "", "8232")),
            9 => ("data-notion-shown", ""),
            10 => ("alt", OddText.Text(random)),
            11 => ("start", OddText.Pick<string>(random, "2", "-5", "99999999999", "x", "0")),
            12 => ("type", OddText.Pick<string>(random, "checkbox", "CHECKBOX", "radio")),
            13 => ("checked", ""),
            14 => ("class", OddText.Pick<string>(random, "language-c", "language-", "language-c++ x", "language-<")),
            _ => (OddText.Pick<string>(random, "onclick", "onerror", "id", "colspan", "value", "srcdoc", "xlink:href", "formaction"), OddText.Text(random)),
        };
        string quote = OddText.Pick<string>(random, "\"", "'", "\"", "'", "");
        return $"{name}={quote}{(quote.Length == 0 ? value : WebUtility.HtmlEncode(value))}{quote}";
    }

    private void Table()
    {
        int columns = random.Next(1, random.Next(30) == 0 ? 300 : 6);
        _to.Append("<table>");
        if (random.Next(3) == 0) _to.Append("<caption>").Append(WebUtility.HtmlEncode(OddText.Text(random)));
        for (int row = random.Next(1, 5); row > 0; row--)
        {
            _to.Append("<tr>");
            for (int column = Math.Max(1, columns + random.Next(-1, 2)); column > 0; column--) _to.Append(OddText.Pick<string>(random, "<td>", "<th>", "<td>", "<td colspan=3>", "<td><ul><li>", "<td><p>", "")).Append(columns > 20 ? "a" : WebUtility.HtmlEncode(OddText.Text(random, 3)));
        }
        if (random.Next(4) > 0) _to.Append("</table>");
        else _open.Push("table");
    }

    /// <summary>What the attributes of a block and of the page hold: mostly well-formed.</summary>
    private string Block(bool page)
    {
        if (random.Next(15) == 0) return OddText.Text(random);
        string type = page ? "page" : OddText.Pick<string>(random, "text", "heading_1", "bulleted_list", "numbered_list", "to_do", "toggle", "code", "quote", "callout", "divider", "image", "video", "bookmark", "table", "table_row", "child_page", "database", "column", "<script>", "x");
        return $"{{\"type\":{JsonSerializer.Serialize(type)}"
            + OddText.Pick<string>(random, "", $",\"properties\":{{\"url\":{JsonSerializer.Serialize(OddText.Address(random))},\"icon\":\"<b>\",\"table_width\":3,\"checked\":true,\"list_start_index\":-7,\"language\":\"c\\\"><x\"}}", ",\"sets\":{\"tags\":[1,\"a\",true]}", ",\"counters\":{\"votes\":-9223372036854775808}")
            + OddText.Pick<string>(random, "", $",\"texts\":{{\"{OddText.Pick<string>(random, "caption", "title", "cell_1", "x")}\":[{{\"text\":\"a\",\"marks\":{Marks()}}}]}}") + OddText.Pick<string>(random, "}", "}", "}", "}", ",\"text\":\"t\"}", ",\"children\":[]}", "");
    }

    private string Marks() => $"[{{\"type\":\"{OddText.Pick<string>(random, "link", "color", "comment", "bold", "mention", "own")}\",\"value\":{JsonSerializer.Serialize(OddText.Address(random))}{OddText.Pick<string>(random, "", ",\"id\":\"i\"")}}}]";
}
