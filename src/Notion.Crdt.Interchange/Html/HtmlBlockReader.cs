using System.Globalization;
using AngleSharp.Dom;

namespace Notion.Crdt.Interchange;

/// <summary>
/// Reads blocks from a tree of HTML, without recursion. An element with <see cref="HtmlFormat.BlockAttribute"/> is that block, and all text in it up to the next such element is its text, exactly
/// but for raw line breaks outside <c>pre</c>. Elsewhere elements mean what they mean to people, and those that are not known leave their text.
/// </summary>
internal sealed class HtmlBlockReader(ImportBudget budget)
{
    private readonly BlockContent _page = new(BlockTypes.Page);
    private readonly Stack<Scope> _scopes = new();
    private (BlockContent Block, HtmlText Text)? _leaf;      // the paragraph that pasted text goes on in
    private string _leafType = BlockTypes.Text;

    /// <summary>An element on the way, with what holds in it.</summary>
    private sealed class Scope(IElement? element, BlockContent block, int depth, TextMarks marks)
    {
        public IElement? Element { get; } = element;
        public BlockContent Block { get; } = block;
        public int Depth { get; } = depth;
        public TextMarks Marks { get; set; } = marks;

        /// <summary>The text of <see cref="Block"/>, where text goes there; shared by the scopes inside.</summary>
        public HtmlText? Text { get; init; }
        public bool Written { get; init; }

        /// <summary>The key of the property whose text <see cref="Text"/> is: in a cell, a caption or a title. Such an element holds text alone, whatever stands in it.</summary>
        public string? Key { get; init; }

        /// <summary>The pasted table around.</summary>
        public BlockContent? Table { get; init; }
        public bool Preformatted { get; set; }
        public bool Opens { get; init; }
        public string List { get; set; } = BlockTypes.BulletedList;
        public string? OuterLeafType { get; set; }
        public int Cells { get; set; }
    }

    public BlockContent Read(IDocument document)
    {
        _scopes.Push(new Scope(null, _page, 0, TextMarks.None));
        // By index, as a node of AngleSharp looks through its parent's children to find the next one.
        var open = new Stack<(INode Node, int Next)>();
        if (Enter(document.DocumentElement)) open.Push((document.DocumentElement, 0));
        while (open.TryPop(out (INode Node, int Next) at))
        {
            if (at.Next == at.Node.ChildNodes.Length)
            {
                Leave();
                continue;
            }
            open.Push((at.Node, at.Next + 1));
            INode child = at.Node.ChildNodes[at.Next];
            bool into = child switch
            {
                IText text => Text(text.Data),
                IElement element => Enter(element),
                _ => false,
            };
            if (into) open.Push((child, 0));
        }
        CloseLeaf();
        return _page;
    }

    /// <summary>Always false: a text has nothing in it.</summary>
    private bool Text(string text)
    {
        Scope scope = _scopes.Peek();
        if (scope.Written)
        {
            scope.Text!.Append(scope.Preformatted ? text : text.Replace("\n", string.Empty, StringComparison.Ordinal), scope.Marks);
        }
        else if (scope.Key is not null)
        {
            scope.Text!.AppendCollapsed(text, scope.Marks);
        }
        else if (_leaf is not null || !string.IsNullOrWhiteSpace(text) || (scope.Preformatted && text.Length > 0))
        {
            HtmlText leaf = Leaf(scope);
            if (scope.Preformatted) leaf.Append(text, scope.Marks);
            else leaf.AppendCollapsed(text, scope.Marks);
        }
        return false;
    }

    /// <summary>Where pasted text goes: on in the open paragraph, into the text of the block around where that is empty, or into a paragraph of its own.</summary>
    private HtmlText Leaf(Scope scope)
    {
        if (_leaf is { } open) return open.Text;
        if (scope.Text is { IsEmpty: true } own && scope.Block.Children.Count == 0)
        {
            _leaf = (scope.Block, own);
            return own;
        }
        _leaf = (Add(scope, new BlockContent(_leafType)), new HtmlText());
        return _leaf.Value.Text;
    }

    private BlockContent Add(Scope scope, BlockContent block)
    {
        budget.Block(scope.Depth + 1);
        scope.Block.Children.Add(block);
        return block;
    }

    private void SetText(BlockContent block, string key, RichText text)
    {
        if (text.Count == 0) return;
        budget.Text();
        block.Texts[key] = text;
    }

    private void CloseLeaf()
    {
        if (_leaf is not { } leaf) return;
        leaf.Block.Text = leaf.Text.ToRichText(trimBreaks: leaf.Block.Type != BlockTypes.Code);
        _leaf = null;
    }

    /// <summary>Whether the element has something to be read in it; then a scope is open for it.</summary>
    private bool Enter(IElement element)
    {
        Scope scope = _scopes.Peek();
        string name = element.LocalName;
        if (name is "script" or "style" or "template" or "head" or "iframe" or "noembed" or "noframes" or "object" or "title") return false;
        if (element.HasAttribute(HtmlFormat.ShownAttribute)) return false;
        if (element.GetAttribute(HtmlFormat.PageAttribute) is { } page) ReadPage(page);
        TextMarks marks = HtmlStyles.Marks(element, scope.Marks);
        if (element.GetAttribute(HtmlFormat.TextAttribute) is { } key && (scope.Written || scope.Element?.HasAttribute(HtmlFormat.PageAttribute) == true))
        {
            CloseLeaf();
            return TextOf(scope.Block, HtmlValues.Key(key), written: true);
        }
        if (element.GetAttribute(HtmlFormat.CharacterAttribute) is { } number) return Character(scope, number);
        if (element.GetAttribute(HtmlFormat.BlockAttribute) is { } written)
        {
            CloseLeaf();
            BlockContent block = HtmlValues.ReadBlock(written);
            budget.TextsOf(block);
            return Open(Add(scope, block), written: true, preformatted: name == "pre");
        }
        if (scope.Written)
        {
            if (name == "br") scope.Text!.Append("\n", scope.Marks);
            _scopes.Push(new Scope(element, scope.Block, scope.Depth, marks) { Text = scope.Text, Written = true, Preformatted = scope.Preformatted || name == "pre" });
            return true;
        }
        if (scope.Key is not null)
        {
            if (name == "br") scope.Text!.Append("\n", marks);
            else if (name == "img") scope.Text!.AppendCollapsed(element.GetAttribute("alt") ?? string.Empty, marks);
            else if (HtmlStyles.Parts(name)) scope.Text!.AppendCollapsed(" ", marks);
            return Pass();
        }
        switch (name)
        {
            case "br":
                if (_leaf is { } leaf) leaf.Text.Append("\n", marks);
                return false;
            case "hr":
                CloseLeaf();
                Add(scope, new BlockContent(BlockTypes.Divider));
                return false;
            case "img": return Image(scope, element);
            case "li":
                CloseLeaf();
                return Open(Add(scope, Item(scope, element)));
            case "blockquote":
                CloseLeaf();
                return Open(Add(scope, new BlockContent(BlockTypes.Quote)));
            case "aside":
                CloseLeaf();
                return Open(Add(scope, new BlockContent(BlockTypes.Callout)));
            case "details":
                CloseLeaf();
                return Open(Add(scope, new BlockContent(BlockTypes.Toggle)));
            case "table":
                CloseLeaf();
                return Open(Add(scope, new BlockContent(BlockTypes.Table)), isTable: true);
            case "caption" when scope.Table is not null:
                CloseLeaf();
                return TextOf(scope.Table, BlockTexts.Caption);
            case "figcaption" when element.ParentElement?.LocalName == "figure":
                CloseLeaf();
                return scope.Block.Children is [.., { Type: BlockTypes.Image } image] ? TextOf(image, BlockTexts.Caption) : Blocklike(BlockTypes.Text);
            case "tr":
                CloseLeaf();
                return Open(Add(scope, new BlockContent(BlockTypes.TableRow)));
            case "pre":
                CloseLeaf();
                BlockContent code = Add(scope, new BlockContent(BlockTypes.Code));
                if (HtmlStyles.Language(element) is { } language) code.Properties[BlockProperties.Language.Key] = language;
                return Open(code, preformatted: true);
            case "td" or "th" when scope.Block.Type == BlockTypes.TableRow:
                return Cell(scope.Cells++);
            case "h1" or "h2" or "h3" or "h4" or "h5" or "h6": return Blocklike(name switch { "h1" => BlockTypes.Heading1, "h2" => BlockTypes.Heading2, _ => BlockTypes.Heading3 });
            case "ol": return Blocklike(BlockTypes.Text, BlockTypes.NumberedList);
            case "ul" or "menu": return Blocklike(BlockTypes.Text);
            default: return HtmlStyles.IsBlock(name) ? Blocklike(BlockTypes.Text) : Pass();
        }

        bool Pass()
        {
            _scopes.Push(new Scope(element, scope.Block, scope.Depth, marks)
            {
                Text = scope.Text,
                Key = scope.Key,
                Table = scope.Table,
                Preformatted = scope.Preformatted,
                List = scope.List,
            });
            return true;
        }

        bool TextOf(BlockContent block, string property, bool written = false)
        {
            _scopes.Push(new Scope(element, block, scope.Depth, written ? TextMarks.None : marks) { Text = new HtmlText(), Key = property, Opens = true, Written = written });
            return true;
        }

        bool Cell(int column)
        {
            CloseLeaf();
            if (scope.Table is { } table)
            {
                if (!table.Properties.TryGetValue(BlockProperties.TableWidth.Key, out PropertyValue width) || width.AsInteger() <= column) table.Properties[BlockProperties.TableWidth.Key] = column + 1;
                if (table.Children.Count == 1 && name == "td") table.Properties.Remove(BlockProperties.HasColumnHeader.Key);
                else if (table.Children.Count == 1 && column == 0) table.Properties[BlockProperties.HasColumnHeader.Key] = true;
            }
            return TextOf(scope.Block, BlockTexts.Cell(column));
        }

        bool Blocklike(string leafType, string? list = null)
        {
            CloseLeaf();
            Pass();
            Scope opened = _scopes.Peek();
            opened.OuterLeafType = _leafType;
            if (list is not null || name is "ul" or "menu") opened.List = list ?? BlockTypes.BulletedList;
            _leafType = leafType;
            return true;
        }

        bool Open(BlockContent block, bool written = false, bool preformatted = false, bool isTable = false)
        {
            _scopes.Push(new Scope(element, block, scope.Depth + 1, written ? TextMarks.None : marks)
            {
                Text = new HtmlText(),
                Written = written,
                Preformatted = preformatted,
                Opens = true,
                Table = isTable ? block : block.Type == BlockTypes.TableRow ? scope.Table : null,
                OuterLeafType = _leafType,
            });
            _leafType = BlockTypes.Text;
            return true;
        }
    }

    private void Leave()
    {
        Scope scope = _scopes.Pop();
        if (scope.Key is not null)
        {
            if (scope.Opens) SetText(scope.Block, scope.Key, scope.Text!.ToRichText(trimBreaks: !scope.Written));
            else if (HtmlStyles.Parts(scope.Element!.LocalName)) scope.Text!.AppendCollapsed(" ", TextMarks.None);
        }
        else if (scope.Written)
        {
            if (scope.Opens) scope.Block.Text = scope.Text!.ToRichText(trimBreaks: false);
        }
        else if (scope.OuterLeafType is not null)
        {
            CloseLeaf();
        }
        if (scope.OuterLeafType is { } outer) _leafType = outer;
    }

    private bool Character(Scope scope, string number)
    {
        if (!ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out ushort character) || char.IsSurrogate((char)character))
            throw new InterchangeException(InterchangeErrorCode.Malformed, $"The attribute {HtmlFormat.CharacterAttribute} holds no number of a character. See docs/interchange.md.");
        (scope.Written || scope.Key is not null ? scope.Text! : Leaf(scope)).Append([(char)character], scope.Marks);
        return false;
    }

    private void ReadPage(string attribute)
    {
        BlockContent page = HtmlValues.ReadBlock(attribute);
        budget.TextsOf(page);
        foreach ((string key, PropertyValue value) in page.Properties) _page.Properties[key] = value;
        foreach ((string key, IReadOnlyList<PropertyValue> members) in page.Sets) _page.Sets[key] = members;
        foreach ((string key, long amount) in page.Counters) _page.Counters[key] = amount;
        foreach ((string key, RichText text) in page.Texts) _page.Texts[key] = text;
    }

    private bool Image(Scope scope, IElement element)
    {
        string source = element.GetAttribute("src")?.Trim() ?? string.Empty, text = element.GetAttribute("alt") ?? string.Empty;
        if (!HtmlLinks.IsSafe(source)) return Text(text);
        CloseLeaf();
        var image = new BlockContent(BlockTypes.Image);
        SetText(image, BlockTexts.Caption, text);
        image.Properties[BlockProperties.Url.Key] = source;
        Add(scope, image);
        return false;
    }

    private static BlockContent Item(Scope scope, IElement element)
    {
        IElement? box = element.FirstElementChild;
        if (box is { LocalName: "p" or "label" }) box = box.FirstElementChild;
        if (box is not { LocalName: "input" } || !string.Equals(box.GetAttribute("type"), "checkbox", StringComparison.OrdinalIgnoreCase)) return new BlockContent(scope.List);
        var item = new BlockContent(BlockTypes.ToDo);
        if (box.HasAttribute("checked")) item.Properties[BlockProperties.Checked.Key] = true;
        return item;
    }
}
