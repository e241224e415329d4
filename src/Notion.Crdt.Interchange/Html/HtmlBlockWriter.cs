using System.Globalization;

namespace Notion.Crdt.Interchange;

/// <summary>Writes blocks as HTML, as it meets them. The element is the one that says most to a reader; type and values stand in an attribute, whatever the element.</summary>
internal sealed class HtmlBlockWriter(HtmlWriter html) : BlockWalk
{
    private readonly Stack<Level> _open = new();

    private sealed class Level(string close, int columns = -1)
    {
        public string Close { get; } = close;

        /// <summary>In a table: how many columns it says that it has; elsewhere -1.</summary>
        public int Columns { get; } = columns;

        /// <summary>The list that the last block under this one stands in.</summary>
        public string? List { get; set; }
    }

    public int Write(Block block, ExportOptions options, CancellationToken cancellationToken)
    {
        html.Markup("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>");
        BlockContent page = block.IsRoot ? BlockContent.Alone(block) : new BlockContent(BlockTypes.Page);
        RichText title = Take(page, BlockTexts.Title);
        html.Text(string.Concat(title.Text.Where(c => !char.IsControl(c) && c is not ('\uFEFF' or '\uFFFE' or '\uFFFF'))), breaks: false);
        html.Markup("</title></head><body>\n<article");
        html.Attribute(HtmlFormat.PageAttribute, HtmlValues.Block(page));
        html.Markup(">\n");
        Text("h1", BlockTexts.Title, title);
        _open.Push(new Level("</article>\n</body></html>\n"));
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
                RichText under = Take(content, BlockTexts.Caption);
                Start(leaf ? "<pre" : "<div");
                html.Markup(leaf ? "<code" : "<pre><code");
                if (Language(block) is { Length: > 0 } language) html.Attribute("class", "language-" + language);
                html.Markup(">");
                Text(content.Text, breaks: false);
                html.Markup(leaf ? "</code>" : "</code></pre>");
                Text("span", BlockTexts.Caption, under);
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
                RichText caption = Take(content, BlockTexts.Caption);
                Start("<figure");
                Media(block, content.Type);
                Text(content.Text);
                Text("figcaption", BlockTexts.Caption, caption);
                Open("</figure>\n");
                break;
            case BlockTypes.Table when block.Children.All(child => child.Type == BlockTypes.TableRow):
                RichText heading = Take(content, BlockTexts.Caption);
                Start("<table");
                Text("caption", BlockTexts.Caption, heading);
                if (content.Text.Count > 0)
                {
                    html.Markup("<caption>");
                    Text(content.Text);
                    html.Markup("</caption>");
                }
                html.Markup("<tbody>\n");
                Open("</tbody></table>\n", TableCells.Width(content));
                break;
            case BlockTypes.TableRow when above.Columns >= 0:
                int columns = Math.Max(Math.Max(1, above.Columns), TableCells.Count(content));
                RichText[] cells = [.. Enumerable.Range(0, columns).Select(column => Take(content, BlockTexts.Cell(column)))];
                Start("<tr");
                for (int column = 0; column < columns; column++) Text("td", BlockTexts.Cell(column), cells[column], always: true);
                bool more = content.Text.Count > 0 || !leaf;
                if (more) html.Markup("<td>");
                Text(content.Text);
                Open(more ? "</td></tr>\n" : "</tr>\n");
                break;
            case BlockTypes.ChildPage or BlockTypes.Database:
                RichText name = Take(content, BlockTexts.Title);
                Start("<div");
                Text("span", BlockTexts.Title, name);
                if (name.Count == 0) Shown("span", block.Get(BlockProperties.LinkTitle));
                Text(content.Text);
                Open("</div>\n");
                break;
            default:
                Start("<div");
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

        void Open(string close, int columns = -1) => _open.Push(new Level(close, columns));
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

    /// <summary>A text of a property that is shown, and so not in the attribute.</summary>
    private static RichText Take(BlockContent content, string key) => content.Texts.Remove(key, out RichText? text) ? text : RichText.Empty;

    private void Text(string name, string key, RichText text, bool always = false)
    {
        if (text.Count == 0 && !always) return;
        html.Markup("<" + name);
        html.Attribute(HtmlFormat.TextAttribute, key);
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
