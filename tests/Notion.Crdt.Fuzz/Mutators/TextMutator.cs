using System.Text;
using System.Text.RegularExpressions;

namespace Notion.Crdt.Fuzz;

/// <summary>
/// Changes text as somebody would who knows the format: takes it as tags, strings, words and signs, and drops, repeats, moves or exchanges some of them, or puts in what the format has a meaning for.
/// Most of what comes out is still read, so that the checks of meaning are reached.
/// </summary>
internal sealed partial class TextMutator(string format)
{
    private static readonly Dictionary<string, (string[] Words, string[] Samples)> Formats = new(StringComparer.Ordinal)
    {
        ["json"] = (
        [
            "{", "}", "[", "]", ",", ":", "\"", "null", "true", "1e400", "-0", "9223372036854775808", "\"\\ud83d\"", "\"\\u0000\"", "{\"number\":\"NaN\"}", "{\"text\":\"a\"}", "\"type\"", "\"text\"", "\"marks\"",
            "\"properties\"", "\"sets\"", "\"counters\"", "\"texts\"", "\"children\"", "\"page\"", "\"blocks\"", "\"id\"", "\"value\"", "\"title\"", "\"cell_0\"", "\"version\"", "[[[[[[[[", "{\"type\":\"text\",\"children\":[",
        ],
        [
            """{"format":"notion-blocks","version":1,"page":{"texts":{"title":"a"}},"blocks":[{"type":"image","texts":{"caption":[{"text":"b","marks":[{"type":"bold"}]}]}},{"type":"x","children":[{"type":"y"}]}]}""",
            """{"format":"notion-blocks","blocks":[]}""",
        ]),
        ["markdown"] = (
        [
            "*", "**", "_", "`", "```\n", "~~", "$$\n", "[", "](<", ">)", "![", "> ", "> [!NOTE]\n", "- ", "1. ", "- [x] ", "# ", "###### ", "\n", "\n\n", "    ", "\t", "---\n", "| a | b |\n| --- | --- |\n", "|", "\\", "&#0;", "&amp;",
            "<br>", "<u>", "</u>", "<span data-marks=\"", "<span data-char=\"9\"></span>", "</span>", "<details>\n<summary>", "</summary>\n\n", "</details>\n\n", "<!-- children -->\n\n", "<!-- /children -->\n\n", "<!-- empty -->\n\n",
            "<!-- notion-title -->\n\n", "<!-- notion: {\"type\":\"", "\"} -->\n\n", "<!-- notion-page: {}-->\n\n", "https://a.example", "javascript:", "<http://a>", "[a]: b\n", "\u2028", "\uFEFF", "\0", "  \n", "<!--", "-->", "<div>",
        ],
        [
            "# a\n\n- b\n  - c\n\n    d\n\n1. e\n\n> f\n> - g\n\n| h | i |\n| - | - |\n| j | k |\n", "Setext\n===\n\n    code\n\n~~~c\nx\n~~~\n\n* * *\n\n[x]: y 'z'\n[x] ![p](q) <r@s.t>\n", "***a** b* __c__ `d` ~~e~~ <b>f</b> &copy;\\\ng  \nh\n",
            "<details>\n<summary>a</summary>\n\n- [ ] b\n\n</details>\n", "> [!WARNING]\n> a\n> > b\n\n$$\nx\n$$\n",
        ]),
        ["html"] = (
        [
            "<p>", "</p>", "<br>", "<hr>", "<ul>", "<ol start=2>", "<li>", "</ul>", "<table>", "<caption>", "<tr>", "<td>", "<th>", "</table>", "<blockquote>", "<details><summary>", "</details>", "<pre>\n", "<code class=language-c>", "<b>", "</b>",
            "<a href='x:y'>", "<a href=z>", "<i style='font-weight:bold'>", "<img src=a alt=b>", "<figure>", "<figcaption>", "<h1>", "<div>", "</div>", "<span data-notion-char='13'>", "<span data-notion-char='55296'>", "<p data-notion-block='{\"type\":\"",
            "\"}'>", " data-notion-text='cell_0'", " data-notion-text=''", " data-notion-marks='[{\"type\":\"bold\"}]'", "<article data-notion-page='{\"type\":\"page\"}'>", "<template>", "<svg><title>", "<math>", "<select><option>", "<!--", "-->", "<![CDATA[",
            "<script>", "</script>", "<plaintext>", "<frameset>", "<textarea>\n", "&#0;", "&nbsp;", "&lt", "\0", "\r", "\uFEFF", "<body data-notion-text='title'>", "<input type=checkbox checked>", "<form>", "</br>", "</p>", "<noscript>",
        ],
        [
            "<table><caption>a<tr><th>b<td>c<ul><li>d</table><p>e<b>f<p>g</b>h", "<ul><li>a<ul><li><p>b<p>c</ul><li><input type=checkbox>d</ul>", "<figure><img src=a alt=b><figcaption>c</figure><pre>\n\nd</pre><blockquote>e<hr></blockquote>",
            "<article data-notion-page='{\"type\":\"page\"}'><h1 data-notion-text='title'>a</h1><table data-notion-block='{\"type\":\"table\"}'><tr data-notion-block='{\"type\":\"table_row\"}'><td data-notion-text='cell_1'>b<td>c</table></article>",
            "a<a><b></a>c</b><table>d<i>e</table>f<math><mi>g</math><svg><desc>h", "<details><summary>a</summary>b</details><dl><dt>c<dd>d</dl><select><option>e</select>",
        ]),
    };

    private readonly string[] _words = Formats[format].Words, _samples = Formats[format].Samples;

    public string Sample(Random random) => _samples[random.Next(_samples.Length)];

    public byte[] Mutate(byte[] input, Random random, Func<byte[]> another)
    {
        List<string> tokens = Split(input);
        for (int edits = random.Next(1, 4); edits > 0; edits--)
        {
            int at = random.Next(tokens.Count + 1), length = Math.Min(random.Next(1, 1 << random.Next(1, 5)), tokens.Count - at);
            switch (random.Next(7))
            {
                case 0: tokens.RemoveRange(at, length); break;
                case 1: tokens.InsertRange(at, tokens.GetRange(at, length)); break;
                case 2 when tokens.Count > 0:
                    List<string> moved = tokens.GetRange(at, length);
                    tokens.RemoveRange(at, length);
                    tokens.InsertRange(random.Next(tokens.Count + 1), moved);
                    break;
                case 3 when tokens.Count > 0: tokens[random.Next(tokens.Count)] = _words[random.Next(_words.Length)]; break;
                case 4:
                    List<string> other = Split(another());
                    int from = random.Next(other.Count + 1);
                    tokens.InsertRange(at, other.GetRange(from, Math.Min(random.Next(1, 40), other.Count - from)));
                    break;
                case 5: tokens.InsertRange(at, Enumerable.Repeat(_words[random.Next(_words.Length)], random.Next(2, 60))); break;
                default: tokens.Insert(at, _words[random.Next(_words.Length)]); break;
            }
        }
        string text = string.Concat(tokens);
        return Encoding.UTF8.GetBytes(text.Length > 20_000 ? text[..20_000] : text);
    }

    private static List<string> Split(byte[] input) => [.. Token().Matches(Encoding.UTF8.GetString(input)).Select(match => match.Value)];

    [GeneratedRegex(@"<[^<>\n]{0,200}>|""[^""\n]{0,100}""|\w+|\n|\s|.", RegexOptions.CultureInvariant)]
    private static partial Regex Token();
}
