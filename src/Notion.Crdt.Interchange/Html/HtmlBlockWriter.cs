using System.Globalization;

namespace Notion.Crdt.Interchange;

/// <summary>Writes blocks as HTML, as it meets them. The element is the one that says most to a reader; type and values stand in an attribute, whatever the element.</summary>
internal sealed class HtmlBlockWriter(HtmlWriter html) : BlockWalk
{
    private const int BlockColumns = 1_000;

    private readonly Stack<Level> _open = new();

    private sealed class Level(string close, bool isTable)
    {
        public string Close { get; } = close;
        public bool IsTable { get; } = isTable;

        /// <summary>The list that the last block under this one stands in.</summary>
        public string? List { get; set; }
    }

    public int Write(Block block, ExportOptions options, CancellationToken cancellationToken)
    {
        html.Markup("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>");
        string title = block.IsRoot ? block.GetText(BlockTexts.Title) : string.Empty;
        html.Text(string.Concat(title.Where(c => !char.IsControl(c) && c is not ('\uFEFF' or '\uFFFE' or '\uFFFF'))), breaks: false);
        html.Markup("</title></head><body>\n<article");
        html.Attribute(HtmlFormat.PageAttribute, HtmlValues.Block(block.IsRoot ? BlockContent.Alone(block) : new BlockContent(BlockTypes.Page)));
        html.Markup(">\n");
        if (title.Length > 0) Shown("h1", block.GetRichText(BlockTexts.Title));
        _open.Push(new Level("</article>\n</body></html>\n", isTable: false));
        int count = Run(block.IsRoot ? block.Children : [block], options.Progress, cancellationToken);
        Leave();
        return count;
    }

    protected override void Enter(Block block, BlockContent content)
    {
        Level above = _open.Peek();
        string? list = content.Type switch
        {
            BlockTypes.BulletedList or BlockTypes.ToDo => "ul",
            BlockTypes.NumberedList => "ol",
            _ => null,
        };
        if (above.List != list)
        {
            CloseList(above);
            if (list == "ul") html.Markup("<ul>\n");
            else if (list == "ol") OpenNumbered(content);
            above.List = list;
        }
        bool leaf = block.ChildCount == 0;
        switch (content.Type)
        {
            case BlockTypes.Heading1: Lines("h1"); break;
            case BlockTypes.Heading2: Lines("h2"); break;
            case BlockTypes.Heading3: Lines("h3"); break;
            case BlockTypes.Text or BlockTypes.Equation: Lines("p"); break;
            case BlockTypes.BulletedList or BlockTypes.NumberedList:
                Start("<li");
                Text(content.Text);
                Open("</li>\n");
                break;
            case BlockTypes.ToDo:
                Start("<li");
                html.Markup(block.Get(BlockProperties.Checked) ? "<input type=\"checkbox\" disabled checked>" : "<input type=\"checkbox\" disabled>");
                Text(content.Text);
                Open("</li>\n");
                break;
            case BlockTypes.Toggle:
                Start("<details");
                html.Markup("<summary>");
                Text(content.Text);
                html.Markup("</summary>");
                Open("</details>\n");
                break;
            case BlockTypes.Code:
                Start(leaf ? "<pre" : "<div");
                html.Markup(leaf ? "<code" : "<pre><code");
                if (Language(block) is { Length: > 0 } language) html.Attribute("class", "language-" + language);
                html.Markup(">");
                Text(content.Text, breaks: false);
                html.Markup(leaf ? "</code>" : "</code></pre>");
                Shown("span", block.GetRichText(BlockTexts.Caption));
                Open(leaf ? "</pre>\n" : "</div>\n");
                break;
            case BlockTypes.Quote:
                Start("<blockquote");
                Text(content.Text);
                Open("</blockquote>\n");
                break;
            case BlockTypes.Callout:
                Start("<aside");
                Shown("span", block.Get(BlockProperties.Icon));
                Text(content.Text);
                Open("</aside>\n");
                break;
            case BlockTypes.Divider when leaf && content.Text.Count == 0:
                Start("<hr");
                Open("\n");
                break;
            case BlockTypes.Image or BlockTypes.Video or BlockTypes.Embed or BlockTypes.Bookmark or BlockTypes.File:
                Start("<figure");
                Media(block, content.Type);
                html.Markup("<figcaption>");
                Text(content.Text);
                Text(block.GetRichText(BlockTexts.Caption));
                html.Markup("</figcaption>");
                Open("</figure>\n");
                break;
            case BlockTypes.Table when block.Children.All(child => child.Type == BlockTypes.TableRow):
                Start("<table");
                if (content.Text.Count > 0)
                {
                    html.Markup("<caption>");
                    Text(content.Text);
                    html.Markup("</caption>");
                }
                html.Markup("<tbody>\n");
                Open("</tbody></table>\n", isTable: true);
                break;
            case BlockTypes.TableRow when above.IsTable:
                Start("<tr");
                html.Markup("<td>");
                Text(content.Text);
                bool first = content.Text.Count == 0;
                foreach ((_, RichText cell) in Cells(block))
                {
                    if (!first) html.Markup("</td><td>");
                    first = false;
                    Text(cell);
                }
                Open("</td></tr>\n");
                break;
            default:
                Start("<div");
                if (content.Type is BlockTypes.ChildPage or BlockTypes.Database) Shown("span", block.Get(BlockProperties.LinkTitle));
                Text(content.Text);
                Open("</div>\n");
                break;
        }

        // Paragraphs and headings hold no blocks: where there are some, both stand in a div.
        void Lines(string name)
        {
            Start(leaf ? "<" + name : "<div");
            if (!leaf) html.Markup("<" + name + ">");
            Text(content.Text);
            if (!leaf) html.Markup("</" + name + ">");
            Open(leaf ? "</" + name + ">\n" : "</div>\n");
        }

        void Start(string element)
        {
            html.Markup(element);
            html.Attribute(HtmlFormat.BlockAttribute, HtmlValues.Block(content));
            html.Markup(">");
        }

        void Open(string close, bool isTable = false) => _open.Push(new Level(close, isTable));
    }

    protected override void Leave()
    {
        Level level = _open.Pop();
        CloseList(level);
        html.Markup(level.Close);
    }

    private void CloseList(Level level)
    {
        if (level.List == "ul") html.Markup("</ul>\n");
        else if (level.List == "ol") html.Markup("</ol>\n");
        level.List = null;
    }

    private void OpenNumbered(BlockContent first)
    {
        html.Markup("<ol");
        if (first.Properties.TryGetValue(BlockProperties.ListStartIndex.Key, out PropertyValue value) && BlockProperties.ListStartIndex.Read(value) is { } start)
            html.Attribute("start", start.ToString(CultureInfo.InvariantCulture));
        html.Markup(">\n");
    }

    /// <summary>The cells of a row up to the last that holds something, in the order of their columns.</summary>
    private static IEnumerable<(int Column, RichText Text)> Cells(Block row)
    {
        int count = row.PropertyTexts.Keys.Count(key => key.StartsWith("cell_", StringComparison.Ordinal));
        for (int column = 0; count > 0 && column < BlockColumns; column++)
        {
            RichText cell = row.GetRichText(BlockTexts.Cell(column));
            if (cell.Count > 0) count--;
            yield return (column, cell);
        }
    }

    private void Media(Block block, string type)
    {
        string url = block.Get(BlockProperties.Url);
        if (url.Length == 0) return;
        if (type == BlockTypes.Image && HtmlLinks.IsSafe(url))
        {
            html.Markup("<img alt=\"\"");
            html.Address("src", url);
            html.Markup(">");
        }
        else if (type == BlockTypes.Video && HtmlLinks.IsSafe(url))
        {
            html.Markup("<video controls preload=\"none\"");
            html.Address("src", url);
            html.Markup("></video>");
        }
        else
        {
            string name = type == BlockTypes.File ? block.Get(BlockProperties.Name) : string.Empty;
            html.Markup("<a");
            html.Attribute(HtmlFormat.ShownAttribute, string.Empty);
            html.Address("href", url);
            html.Markup(">");
            html.Text(name.Length > 0 ? name : url, breaks: true);
            html.Markup("</a>");
        }
    }

    /// <summary>The language as a class: its letters, digits and the signs that languages have; nothing for plain text.</summary>
    private static string Language(Block block)
    {
        string language = block.Get(BlockProperties.Language);
        if (language == BlockProperties.Language.Default) return string.Empty;
        return string.Concat(language.Where(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '+' or '#' or '-' or '.')).Trim().Replace(' ', '-');
    }

    private void Shown(string name, RichText text)
    {
        if (text.Count == 0) return;
        html.Markup("<" + name);
        html.Attribute(HtmlFormat.ShownAttribute, string.Empty);
        html.Markup(">");
        Text(text);
        html.Markup("</" + name + ">");
    }

    private void Text(RichText text, bool breaks = true)
    {
        foreach (TextRun run in text)
        {
            var others = new List<TextMark>();
            string close = string.Empty;
            foreach (TextMark mark in run.Marks)
            {
                string? name = mark.Id is null && mark.Value == true ? Element(mark.Type) : null;
                if (name is not null)
                {
                    html.Markup("<" + name + ">");
                    close = "</" + name + ">" + close;
                }
                else if (mark is { Type: MarkTypes.Link, Id: null, Value.Kind: PropertyKind.String } && HtmlLinks.IsSafe(mark.Value.AsString()))
                {
                    html.Markup("<a");
                    html.Address("href", mark.Value.AsString());
                    html.Markup(">");
                    close = "</a>" + close;
                }
                else
                {
                    others.Add(mark);
                }
            }
            if (others.Count > 0)
            {
                html.Markup("<span");
                html.Attribute(HtmlFormat.MarksAttribute, HtmlValues.Marks(others));
                html.Markup(">");
                close = "</span>" + close;
            }
            html.Text(run.Text, breaks);
            html.Markup(close);
        }
    }

    private static string? Element(string mark) => mark switch
    {
        MarkTypes.Bold => "strong",
        MarkTypes.Italic => "em",
        MarkTypes.Underline => "u",
        MarkTypes.Strikethrough => "s",
        MarkTypes.Code => "code",
        _ => null,
    };
}
