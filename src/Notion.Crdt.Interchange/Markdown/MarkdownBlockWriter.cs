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
    private int _columns;
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
            RichText title = Take(page, BlockTexts.Title);
            if (page.HasValues) writer.Part(MarkdownNotes.Page + MarkdownNotes.Write(page) + MarkdownNotes.End);
            if (title.Count > 0)
            {
                writer.Part(MarkdownNotes.Title);
                writer.Part("# " + MarkdownInlineWriter.Write(title, null));
            }
        }
        return writer.Run(block.IsRoot ? block.Children : [block], options.Progress, cancellationToken);
    }

    protected override void Enter(Block block, BlockContent content)
    {
        if (_inTable)
        {
            WriteRow(content, header: _first);
            Push(Ending.Nothing);
            return;
        }
        bool hasChildren = block.ChildCount > 0;
        switch (content.Type)
        {
            case BlockTypes.Text:
                WriteNote(content);
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
            case BlockTypes.Equation when IsFormula(content.Text):
                WriteNote(content);
                Part($"$$\n{_prefix}{content.Text.Text.Replace("\n", "\n" + _prefix, StringComparison.Ordinal)}\n{_prefix}$$");
                break;
            case BlockTypes.Image or BlockTypes.Video or BlockTypes.Embed or BlockTypes.Bookmark or BlockTypes.File when MediaAddress(content) is { } address:
                bool isImage = content.Type == BlockTypes.Image;
                string url = content.Properties[BlockProperties.Url.Key].AsString();
                content.Properties.Remove(BlockProperties.Url.Key);
                RichText label = isImage || !Caption(content).Equals(RichText.From(url)) ? Take(content, BlockTexts.Caption) : RichText.Empty;
                if (label.Count == 0 && !isImage) label = url;
                WriteNote(content, always: !isImage);
                Part($"{(isImage ? "!" : "")}[{MarkdownInlineWriter.Write(label, null, spans: true)}]({address})");
                break;
            case BlockTypes.ChildPage or BlockTypes.Database:
                RichText name = Take(content, BlockTexts.Title);
                WriteNote(content, always: true, withText: true);
                WriteParagraph(name);
                break;
            case BlockTypes.Table when Columns(block, content) is > 0 and var columns:
                WriteTableNote(content, columns);
                _columns = columns;
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

    private void WriteNote(BlockContent content, bool always = false, bool withText = false)
    {
        _noted = always || content.HasValues || content.Type == BlockTypes.Callout;
        if (_noted) Part(MarkdownNotes.Block + MarkdownNotes.Write(content, withText) + MarkdownNotes.End);
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
        && (_nesting == 0 || (!all.Contains('\t') && all.Split('\n').All(line => line.Length == 0 || (!string.IsNullOrWhiteSpace(line) && !StartsWithOneBlank(line))))));

    /// <summary>In an item of a list the parser counts less than four blanks, those of the item included, as indentation.</summary>
    private static bool StartsWithOneBlank(string line) => line[0] == ' ' && line[1] != ' ';

    /// <summary>Whether a text may stand between lines of dollar signs: further in, the parser takes blanks at the beginning of a line for indentation.</summary>
    private bool IsFormula(RichText text) => text.Count > 0 && IsVerbatim(text) && text.Text is var all
        && !all.Contains("$$", StringComparison.Ordinal) && !all.Contains("\n\n", StringComparison.Ordinal) && (_nesting == 0 || !all.Split('\n').Any(line => line.StartsWith(' ')));

    private static bool IsPlain(RichText text) => text.Count == 0 || (text.Count == 1 && text[0].Marks.IsEmpty);

    /// <summary>Where a picture and the like leads to, if its form is a link: such a block has no text of its own.</summary>
    private static string? MediaAddress(BlockContent content) =>
        content.Text.Count == 0 && content.Properties.TryGetValue(BlockProperties.Url.Key, out PropertyValue url) && url.Kind == PropertyKind.String ? MarkdownInlineWriter.Address(url.AsString()) : null;

    private static RichText Caption(BlockContent content) => content.Texts.TryGetValue(BlockTexts.Caption, out RichText? caption) ? caption : RichText.Empty;

    /// <summary>A text of a property that is written as what people read, and so not in the note.</summary>
    private static RichText Take(BlockContent content, string key) => content.Texts.Remove(key, out RichText? text) ? text : RichText.Empty;

    /// <summary>How many columns the table has, where a table of Markdown holds all that is in it; else 0.</summary>
    private static int Columns(Block table, BlockContent content)
    {
        if (content.Text.Count > 0 || table.ChildCount == 0) return 0;
        int columns = Math.Max(1, TableCells.Width(content));
        foreach (Block child in table.Children)
        {
            BlockContent row = BlockContent.Alone(child);
            if (row.Type != BlockTypes.TableRow || row.Text.Count > 0 || child.ChildCount > 0 || row.Properties.Count + row.Sets.Count + row.Counters.Count > 0) return 0;
            if (row.Texts.Keys.Any(key => TableCells.ColumnOf(key) < 0)) return 0;
            columns = Math.Max(columns, TableCells.Count(row));
        }
        return columns;
    }

    /// <summary>A table of Markdown has a header, and as many columns as it shows: where that is all there is to say, it is not said.</summary>
    private void WriteTableNote(BlockContent content, int columns)
    {
        bool says = TableCells.Width(content) == columns && content.Properties.TryGetValue(BlockProperties.HasColumnHeader.Key, out PropertyValue header) && header == true
            && content.Properties.Count == 2 && content.Sets.Count + content.Counters.Count + content.Texts.Count == 0;
        if (says) content.Properties.Clear();
        WriteNote(content, always: !says);
    }

    private void WriteRow(BlockContent row, bool header)
    {
        IEnumerable<string> cells = Enumerable.Range(0, _columns).Select(column => MarkdownInlineWriter.Write(Take(row, BlockTexts.Cell(column)), null));
        _to.WriteLine($"{_prefix}| {string.Join(" | ", cells)} |");
        if (header) _to.WriteLine($"{_prefix}|{string.Concat(Enumerable.Repeat(" --- |", _columns))}");
    }
}
