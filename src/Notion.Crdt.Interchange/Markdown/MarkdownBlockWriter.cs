using System.Text;

namespace Notion.Crdt.Interchange;

/// <summary>Writes blocks as Markdown, as it meets them. What a block's own form cannot hold goes before it in a comment; what has no form of its own is a paragraph behind a comment.</summary>
internal sealed class MarkdownBlockWriter : BlockWalk
{
    /// <summary>How many lists and quotations lie in one another by indentation; what lies deeper stands between comments, so that lines stay short and readers need no depth.</summary>
    public const int MaxNesting = 16;

    private readonly StreamWriter _to;
    private readonly Stack<(Ending Ending, string Prefix, string Type, bool First, long Number)> _open = new();
    private string _prefix = string.Empty;
    private string _before = string.Empty;      // the type of the sibling before, where it was written in its list without a note
    private bool _first = true;
    private bool _inTable;
    private bool _noted;
    private int _nesting;
    private long _number;

    private MarkdownBlockWriter(StreamWriter to) => _to = to;

    private enum Ending
    {
        Nothing,
        Indentation,
        Children,
        Details,
        Table,
    }

    public static int Write(Block block, Stream output, ExportOptions options, CancellationToken cancellationToken)
    {
        using var to = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\n" };
        var writer = new MarkdownBlockWriter(to);
        if (block.IsRoot)
        {
            BlockContent page = BlockContent.Alone(block);
            if (page.Properties.Count + page.Sets.Count + page.Counters.Count > 0) writer.Part(MarkdownNotes.Page + MarkdownNotes.Write(page) + MarkdownNotes.End);
        }
        return writer.Run(block.IsRoot ? block.Children : [block], options.Progress, cancellationToken);
    }

    protected override void Enter(Block block, BlockContent content)
    {
        if (_inTable)
        {
            WriteRow(RowText(block, content), header: _first);
            Push(Ending.Nothing);
            return;
        }
        bool hasChildren = block.ChildCount > 0;
        if (content.Type == BlockTypes.TableRow) content.Text = RowText(block, content);
        switch (content.Type)
        {
            case BlockTypes.Text:
                WriteNote(content, content.Properties.Count + content.Sets.Count + content.Counters.Count > 0);
                WriteParagraph(content.Text);
                break;
            case BlockTypes.Heading1 or BlockTypes.Heading2 or BlockTypes.Heading3:
                WriteNote(content);
                Part((new string('#', content.Type[^1] - '0') + " " + MarkdownInlineWriter.Write(content.Text, null)).TrimEnd(' '));
                break;
            case BlockTypes.BulletedList or BlockTypes.NumberedList or BlockTypes.ToDo when _nesting < MaxNesting:
                WriteItem(content);
                return;
            case BlockTypes.Quote or BlockTypes.Callout when _nesting < MaxNesting:
                WriteNote(content);
                string inner = _prefix + "> ";
                string text = content.Text.Count > 0 ? MarkdownInlineWriter.Write(content.Text, inner) : content.Type == BlockTypes.Quote ? MarkdownNotes.Empty : "<span data-empty=\"\"></span>";
                Part(content.Type == BlockTypes.Callout ? $"> [!NOTE]\n{inner}{text}" : $"> {text}");
                Push(Ending.Indentation, inner);
                return;
            case BlockTypes.Toggle:
                WriteNote(content);
                Part($"<details>\n{_prefix}<summary>{MarkdownInlineWriter.Write(content.Text, null, html: true)}</summary>");
                Push(Ending.Details);
                return;
            case BlockTypes.Divider when content.Text.Count == 0:
                WriteNote(content);
                Part("---");
                break;
            case BlockTypes.Code when IsVerbatim(content.Text):
                WriteCode(content);
                break;
            case BlockTypes.Equation when IsVerbatim(content.Text) && content.Text.Length > 0 && !content.Text.Text.Contains("$$", StringComparison.Ordinal) && !content.Text.Text.Contains("\n\n", StringComparison.Ordinal):
                WriteNote(content);
                Part($"$$\n{_prefix}{content.Text.Text.Replace("\n", "\n" + _prefix, StringComparison.Ordinal)}\n{_prefix}$$");
                break;
            case BlockTypes.Image or BlockTypes.Video or BlockTypes.Embed or BlockTypes.Bookmark or BlockTypes.File when MediaAddress(content) is { } address:
                string label = content.Text.Count > 0 ? content.Text.Text : content.Type == BlockTypes.Image ? string.Empty : content.Properties["url"].AsString();
                content.Properties.Remove("url");
                WriteNote(content, content.Type != BlockTypes.Image);
                Part($"{(content.Type == BlockTypes.Image ? "!" : "")}[{MarkdownInlineWriter.Write(label, null)}]({address})");
                break;
            case BlockTypes.Table when IsGrid(block, content):
                content.Properties.Remove(BlockProperties.TableWidth.Key);
                content.Properties.Remove(BlockProperties.HasColumnHeader.Key);
                WriteNote(content);
                Part(string.Empty);
                Push(Ending.Table);
                _inTable = true;
                return;
            default:
                WriteNote(content, always: true);
                WriteParagraph(content.Text, spans: content.Type is BlockTypes.Video or BlockTypes.Embed or BlockTypes.Bookmark or BlockTypes.File);
                break;
        }
        if (hasChildren) Part(MarkdownNotes.OpenChildren);
        Push(hasChildren ? Ending.Children : Ending.Nothing);
    }

    protected override void Leave()
    {
        (Ending ending, string prefix, string type, bool first, long number) = _open.Pop();
        if (ending == Ending.Children) Part(MarkdownNotes.CloseChildren);
        if (ending == Ending.Details) Part("</details>");
        if (ending == Ending.Indentation) _nesting--;
        if (ending == Ending.Table) _inTable = false;
        _prefix = prefix;
        _before = type;
        _first = _inTable ? false : first;
        _number = number;
    }

    private void Push(Ending ending, string? prefix = null, string type = "", long number = 0)
    {
        _open.Push((ending, _prefix, type, false, number));
        if (prefix is not null)
        {
            _prefix = prefix;
            _nesting++;
        }
        _before = prefix is not null && type.Length > 0 ? "item" : string.Empty;
        _first = ending == Ending.Table;
        _number = 0;
    }

    /// <summary>A part of the output, with an empty line before it, unless it goes on with a list.</summary>
    private void Part(string text, bool tight = false)
    {
        if (!_first && !tight) _to.WriteLine(_prefix.TrimEnd(' '));
        _first = false;
        if (text.Length == 0) return;
        _to.Write(_prefix);
        _to.WriteLine(text);
    }

    private void WriteNote(BlockContent content, bool always = false)
    {
        _noted = always || content.Properties.Count + content.Sets.Count + content.Counters.Count > 0
            || content.Type == BlockTypes.Callout;
        if (_noted) Part(MarkdownNotes.Block + MarkdownNotes.Write(content) + MarkdownNotes.End);
    }

    /// <summary>A link that is all there is behind the note of a picture and the like would be read as its address: there, links are attributes.</summary>
    private void WriteParagraph(RichText text, bool spans = false) => Part(text.Count == 0 ? MarkdownNotes.Empty : MarkdownInlineWriter.Write(text, _prefix, spans: spans));

    private void WriteItem(BlockContent content)
    {
        bool done = content.Properties.TryGetValue("checked", out PropertyValue ticked) && ticked == true;
        if (content.Type == BlockTypes.ToDo && done) content.Properties.Remove("checked");
        string before = _before;
        long number = before == BlockTypes.NumberedList ? _number + 1
            : content.Properties.TryGetValue("list_start_index", out PropertyValue start) && start.Kind == PropertyKind.Integer && start.AsInteger() is >= 0 and < 100_000_000 and var from ? from : 1;
        WriteNote(content);
        string bullet = content.Type == BlockTypes.NumberedList ? $"{number}. " : "- ";
        string inner = _prefix + new string(' ', bullet.Length);
        string box = content.Type != BlockTypes.ToDo ? string.Empty : done ? "[x] " : "[ ] ";
        string text = content.Text.Count > 0 ? MarkdownInlineWriter.Write(content.Text, inner) : box.Length > 0 ? "<span data-empty=\"\"></span>" : MarkdownNotes.Empty;
        bool bulleted = content.Type != BlockTypes.NumberedList;
        Part(bullet + box + text, tight: !_noted && (before == content.Type || (bulleted && before is "item" or BlockTypes.BulletedList or BlockTypes.ToDo)));
        Push(Ending.Indentation, inner, content.Type, number);
    }

    private void WriteCode(BlockContent content)
    {
        string code = content.Text.Text, language = string.Empty;
        if (content.Properties.TryGetValue("language", out PropertyValue value) && value.Kind == PropertyKind.String && value.AsString() is { Length: > 0 } name
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '+' or '-' or '.'))
        {
            language = name;
            content.Properties.Remove("language");
        }
        int longest = 2, run = 0;
        foreach (char letter in code) longest = Math.Max(longest, run = letter == '`' ? run + 1 : 0);
        string fence = new('`', longest + 1);
        WriteNote(content);
        string body = code.Length == 0 ? string.Empty : _prefix + code.Replace("\n", "\n" + _prefix, StringComparison.Ordinal) + "\n";
        Part($"{fence}{language}\n{body}{_prefix}{fence}");
    }

    private bool IsVerbatim(RichText text) => text.Count == 0 || (IsPlain(text) && text.Text is var all
        && all != "\n" && !all.Any(letter => (char.IsControl(letter) && letter is not ('\n' or '\t')) || letter is '\u2028' or '\u2029' or '\uFEFF')
        && (_nesting == 0 || (!all.Contains('\t') && all.Split('\n').All(line => line.Length == 0 || !string.IsNullOrWhiteSpace(line)))));

    private static bool IsPlain(RichText text) => text.Count == 0 || (text.Count == 1 && text[0].Marks.IsEmpty);

    private static string? MediaAddress(BlockContent content) =>
        content.Properties.TryGetValue("url", out PropertyValue url) && url.Kind == PropertyKind.String && IsPlain(content.Text)
            && content.Text.Text != url.AsString() ? MarkdownInlineWriter.Address(url.AsString()) : null;

    private static RichText RowText(Block block, BlockContent content)
    {
        if (content.Text.Count > 0) return content.Text;
        RichText text = RichText.Empty;
        IReadOnlyDictionary<string, RichText> texts = block.PropertyTexts;
        int left = texts.Keys.Count(key => key.StartsWith("cell_", StringComparison.Ordinal));
        for (int column = 0; left > 0 && column < 1_000; column++)
        {
            if (column > 0) text += "\t";
            if (!texts.TryGetValue(BlockTexts.Cell(column), out RichText? cell)) continue;
            text += cell;
            left--;
        }
        return text;
    }

    private static List<RichText> Cells(RichText text)
    {
        var cells = new List<RichText>();
        string all = text.Text;
        for (int from = 0; ;)
        {
            int to = all.IndexOf('\t', from);
            cells.Add(text.Slice(from, (to < 0 ? all.Length : to) - from));
            if (to < 0) return cells;
            from = to + 1;
        }
    }

    private static bool IsGrid(Block block, BlockContent content)
    {
        if (content.Text.Count > 0 || block.ChildCount == 0) return false;
        if (!content.Properties.TryGetValue("has_column_header", out PropertyValue header) || header != true) return false;
        if (!content.Properties.TryGetValue("table_width", out PropertyValue width) || width.Kind != PropertyKind.Integer) return false;
        foreach (Block row in block.Children)
        {
            BlockContent alone = BlockContent.Alone(row);
            if (row.Type != BlockTypes.TableRow || row.ChildCount > 0 || alone.Properties.Count + alone.Sets.Count + alone.Counters.Count > 0) return false;
            RichText text = RowText(row, alone);
            if (text.Any(run => run.Text.Contains('\t') && !run.Marks.IsEmpty) || Cells(text).Count != width.AsInteger()) return false;
        }
        return true;
    }

    private void WriteRow(RichText text, bool header)
    {
        List<RichText> cells = Cells(text);
        _to.WriteLine($"{_prefix}| {string.Join(" | ", cells.Select(cell => MarkdownInlineWriter.Write(cell, null)))} |");
        if (header) _to.WriteLine($"{_prefix}|{string.Concat(Enumerable.Repeat(" --- |", cells.Count))}");
    }
}
