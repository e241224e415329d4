using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Extensions.Mathematics;
using Markdig.Extensions.Tables;
using Markdig.Extensions.TaskLists;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using MarkdownBlock = Markdig.Syntax.Block;

namespace Notion.Crdt.Interchange;

/// <summary>Makes blocks of what Markdig parsed. Its depth is that of Markdig's tree, which is limited; what lies deeper stands between comments, on a stack.</summary>
internal sealed partial class MarkdownBlockReader(ImportBudget budget)
{
    /// <summary>How deep Markdig goes: more than the writer nests, and little enough for any thread's stack.</summary>
    private const int MaxNesting = 100;

    private static readonly MarkdownPipeline Pipeline = MakePipeline();

    private readonly BlockContent _page = new(BlockTypes.Page);
    private string _source = string.Empty;

    public BlockContent Read(string source)
    {
        _source = source;
        ReadInto(_page, Parse(source), 0);
        return _page;
    }

    private static MarkdownPipeline MakePipeline()
    {
        MarkdownPipelineBuilder builder = new MarkdownPipelineBuilder { MaximumNestingDepth = MaxNesting }
            .UsePreciseSourceLocation().UsePipeTables().UseTaskLists().UseEmphasisExtras(EmphasisExtraOptions.Strikethrough);
        builder.BlockParsers.Insert(0, new MathBlockParser());
        return builder.Build();
    }

    private static MarkdownDocument Parse(string source)
    {
        try
        {
            return Markdig.Markdown.Parse(source, Pipeline);
        }
        catch (ArgumentException error)
        {
            throw new InterchangeException(InterchangeErrorCode.TooDeep, $"The input nests Markdown more than {MaxNesting} deep. Flatten it.", error);
        }
    }

    private void ReadInto(BlockContent parent, IEnumerable<MarkdownBlock> blocks, int depth)
    {
        var open = new Stack<(BlockContent Block, string End)>();
        open.Push((parent, string.Empty));
        BlockContent? note = null;
        bool afterTitle = false;
        foreach (MarkdownBlock block in blocks)
        {
            bool isTitle = afterTitle;
            afterTitle = false;
            if (block is HtmlBlock html)
            {
                string text = html.Lines.ToString().TrimEnd();
                if (MarkdownNotes.Inside(text, MarkdownNotes.Block) is { } ofBlock)
                {
                    note = MarkdownNotes.ReadBlock(ofBlock);
                    continue;
                }
                if (MarkdownNotes.Inside(text, MarkdownNotes.Page) is { } ofPage)
                {
                    if (MarkdownNotes.ReadBlock(ofPage) is { } page) Merge(_page, page);
                    continue;
                }
                if (text == MarkdownNotes.Title)
                {
                    afterTitle = parent == _page;
                    continue;
                }
                if (text == MarkdownNotes.OpenChildren && open.Peek().Block.Children.Count > 0)
                {
                    open.Push((open.Peek().Block.Children[^1], MarkdownNotes.CloseChildren));
                    continue;
                }
                if (open.Count > 1 && text == open.Peek().End)
                {
                    open.Pop();
                    continue;
                }
                if (Details().Match(text) is { Success: true } details)
                {
                    var toggle = new BlockContent(BlockTypes.Toggle, ReadLine(details.Groups[1].Value));
                    Add(toggle, ref note);
                    open.Push((toggle, "</details>"));
                    continue;
                }
                Add(new BlockContent(BlockTypes.Text, text == MarkdownNotes.Empty ? null : text), ref note);
            }
            else if (block is ListBlock list)
            {
                int place = 0;
                foreach (MarkdownBlock item in list) ReadItem(list, (ListItemBlock)item, place++, ref note);
            }
            else if (block is QuoteBlock quote)
            {
                ReadQuote(quote, ref note);
            }
            else if (block is Table table)
            {
                ReadTable(table, ref note);
            }
            else if (isTitle && block is Markdig.Syntax.HeadingBlock title)
            {
                SetText(_page, BlockTexts.Title, ReadText(title));
            }
            else if (block is not LinkReferenceDefinitionGroup)
            {
                Add(ReadLeaf(block, note), ref note);
            }
            else
            {
                foreach (LinkReferenceDefinition definition in ((LinkReferenceDefinitionGroup)block).OfType<LinkReferenceDefinition>())
                    if (definition.Span is { Length: > 0 } span && span.End < _source.Length) Add(new BlockContent(BlockTypes.Text, _source[span.Start..(span.End + 1)]), ref note);
            }
        }

        void Add(BlockContent made, ref BlockContent? pending)
        {
            budget.Block(depth + open.Count);
            if (pending is not null) Merge(made, pending);
            pending = null;
            open.Peek().Block.Children.Add(made);
        }

        void ReadItem(ListBlock list, ListItemBlock item, int place, ref BlockContent? pending)
        {
            var made = new BlockContent(list.IsOrdered ? BlockTypes.NumberedList : BlockTypes.BulletedList);
            if (item.Count > 0 && item[0] is ParagraphBlock { Inline.FirstChild: TaskList task })
            {
                made.Type = BlockTypes.ToDo;
                if (task.Checked) made.Properties["checked"] = true;
                if (task.NextSibling is LiteralInline { Content: { Length: > 0 } text } literal && text.CurrentChar == ' ') literal.Content.Start++;
            }
            else if (list.IsOrdered && place == 0 && pending is null && open.Peek().Block.Children.LastOrDefault()?.Type != BlockTypes.NumberedList
                && int.TryParse(list.OrderedStart, out int start) && start != 1)
            {
                made.Properties["list_start_index"] = start;
            }
            Add(made, ref pending);
            ReadInto(made, TakeText(made, item), depth + open.Count);
        }

        void ReadQuote(QuoteBlock quote, ref BlockContent? pending)
        {
            var made = new BlockContent(BlockTypes.Quote);
            if (quote.Count > 0 && quote[0] is ParagraphBlock { Inline: { } inline } paragraph && Alert().IsMatch(_source.AsSpan(paragraph.Span.Start)))
            {
                made.Type = BlockTypes.Callout;
                while (inline.FirstChild is { } first)
                {
                    first.Remove();
                    if (first is LineBreakInline) break;
                }
            }
            Add(made, ref pending);
            ReadInto(made, TakeText(made, quote), depth + open.Count);
        }

        void ReadTable(Table table, ref BlockContent? pending)
        {
            var made = new BlockContent(BlockTypes.Table);
            List<TableRow> rows = [.. table.OfType<TableRow>()];
            int width = rows.Count == 0 ? 1 : rows.Max(row => row.Count);
            if (pending is null)
            {
                made.Properties[BlockProperties.TableWidth.Key] = width;
                made.Properties[BlockProperties.HasColumnHeader.Key] = true;
            }
            Add(made, ref pending);
            foreach (TableRow row in rows)
            {
                budget.Block(depth + open.Count + 1);
                var cells = new BlockContent(BlockTypes.TableRow);
                for (int column = 0; column < row.Count; column++)
                    SetText(cells, BlockTexts.Cell(column), RichText.From(((ContainerBlock)row[column]).OfType<ParagraphBlock>().SelectMany(ReadText)));
                made.Children.Add(cells);
            }
        }
    }

    private BlockContent ReadLeaf(MarkdownBlock block, BlockContent? note)
    {
        switch (block)
        {
            case Markdig.Syntax.HeadingBlock heading: return new BlockContent("heading_" + Math.Min(3, heading.Level), ReadText(heading));
            case ThematicBreakBlock: return new BlockContent(BlockTypes.Divider);
            case MathBlock math: return new BlockContent(BlockTypes.Equation, math.Lines.ToString());
            case Markdig.Syntax.CodeBlock code:
                var made = new BlockContent(BlockTypes.Code, code.Lines.ToString());
                if (code is FencedCodeBlock { Info: { Length: > 0 } language }) made.Properties["language"] = language;
                return made;
            case ParagraphBlock { Inline: { } inline } paragraph:
                if (note is { Type: BlockTypes.ChildPage or BlockTypes.Database }) return SetText(new BlockContent(note.Type), BlockTexts.Title, ReadText(paragraph));
                if (inline.FirstChild is LinkInline { Url: { } url } link && link.NextSibling is null && MarkdownLinks.IsSafe(url))
                {
                    bool media = note is { Type: BlockTypes.Video or BlockTypes.Embed or BlockTypes.Bookmark or BlockTypes.File };
                    if (link.IsImage || media)
                    {
                        var content = new BlockContent(link.IsImage ? BlockTypes.Image : note!.Type);
                        content.Properties[BlockProperties.Url.Key] = url;
                        RichText caption = MarkdownInlineReader.Read(link, _source);
                        return media && caption.Equals(RichText.From(url)) ? content : SetText(content, BlockTexts.Caption, caption);
                    }
                }
                return new BlockContent(BlockTypes.Text, ReadText(paragraph));
            default: return new BlockContent(BlockTypes.Text, _source[block.Span.Start..Math.Min(_source.Length, block.Span.End + 1)]);
        }
    }

    /// <summary>The first paragraph of a container is its text; the rest is left.</summary>
    private IEnumerable<MarkdownBlock> TakeText(BlockContent made, ContainerBlock container)
    {
        if (container.Count == 0) return container;
        if (container[0] is HtmlBlock html && html.Lines.ToString().TrimEnd() == MarkdownNotes.Empty) return container.Skip(1);
        if (container[0] is not ParagraphBlock paragraph) return container;
        made.Text = ReadText(paragraph);
        return container.Skip(1);
    }

    private RichText ReadText(LeafBlock block) => block.Inline is null ? RichText.Empty : MarkdownInlineReader.Read(block.Inline, _source);

    private static RichText ReadLine(string source)
    {
        MarkdownDocument parsed = Parse(source);
        return parsed is [ParagraphBlock { Inline: { } inline }] ? MarkdownInlineReader.Read(inline, source) : source;
    }

    private BlockContent SetText(BlockContent block, string key, RichText text)
    {
        if (text.Count == 0) return block;
        budget.Text();
        block.Texts[key] = text;
        return block;
    }

    private void Merge(BlockContent into, BlockContent note)
    {
        budget.TextsOf(note);
        into.Type = into == note ? into.Type : note.Type;
        foreach ((string key, PropertyValue value) in note.Properties) into.Properties[key] = value;
        foreach ((string key, IReadOnlyList<PropertyValue> members) in note.Sets) into.Sets[key] = members;
        foreach ((string key, long amount) in note.Counters) into.Counters[key] = amount;
        foreach ((string key, RichText text) in note.Texts) into.Texts[key] = text;
        if (note.Text.Count > 0) into.Text = note.Text;
    }

    [GeneratedRegex(@"\A<details>\s*<summary>(.*)</summary>\z", RegexOptions.CultureInvariant)]
    private static partial Regex Details();

    [GeneratedRegex(@"\A\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(\r?\n|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Alert();
}
