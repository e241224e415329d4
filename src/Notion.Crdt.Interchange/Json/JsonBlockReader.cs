using System.Globalization;
using System.Text.Json;

namespace Notion.Crdt.Interchange;

/// <summary>Reads blocks from JSON in one pass, without recursion. Members that it does not know are skipped, so that later versions can add some.</summary>
internal ref struct JsonBlockReader
{
    private readonly ImportBudget _budget;
    private readonly BlockContent _page = new(BlockTypes.Page);
    private Utf8JsonReader _json;

    public JsonBlockReader(ReadOnlySpan<byte> utf8, ImportBudget budget)
    {
        _budget = budget;
        _json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
    }

    public BlockContent Read()
    {
        bool signed = false;
        Next();
        Expect(JsonTokenType.StartObject, "an object");
        while (NextMember() is { } name)
        {
            switch (name)
            {
                case "format":
                    signed = String() == JsonFormat.Signature ? true : throw Malformed($"the member format must be \"{JsonFormat.Signature}\"");
                    break;
                case "version":
                    if (Integer() > JsonFormat.Version)
                        throw new InterchangeException(InterchangeErrorCode.UnsupportedVersion, $"The input has a later version of the format than {JsonFormat.Version}. Update the library.");
                    break;
                case "page": ReadPage(); break;
                case "blocks": ReadBlocks(); break;
                default: Skip(); break;
            }
        }
        if (!signed) throw Malformed($"the member \"format\": \"{JsonFormat.Signature}\" is missing");
        if (_json.Read()) throw Malformed("something follows the end");
        return _page;
    }

    private void ReadPage()
    {
        Expect(JsonTokenType.StartObject, "an object");
        while (NextMember() is { } name)
            if (!ReadValues(_page, name)) Skip();
    }

    /// <summary>At the start of an array of blocks, reads to its end. Blocks that are not complete yet are on the stack.</summary>
    private void ReadBlocks()
    {
        Expect(JsonTokenType.StartArray, "an array of blocks");
        var open = new Stack<BlockContent>();
        open.Push(_page);
        bool inArray = true;
        while (true)
        {
            if (inArray)
            {
                Next();
                if (_json.TokenType == JsonTokenType.EndArray)
                {
                    if (open.Count == 1) return;
                    inArray = false;
                    continue;
                }
                Expect(JsonTokenType.StartObject, "a block");
                _budget.Block(open.Count);
                var block = new BlockContent(string.Empty);
                open.Peek().Children.Add(block);
                open.Push(block);
                inArray = false;
            }
            else if (NextMember() is not { } name)
            {
                if (open.Pop().Type.Length == 0) throw Malformed("a block has no type");
                inArray = true;
            }
            else if (name == "type")
            {
                open.Peek().Type = Name(String());
            }
            else if (name == "text")
            {
                open.Peek().Text = ReadText();
            }
            else if (name == "children")
            {
                Expect(JsonTokenType.StartArray, "an array of blocks");
                inArray = true;
            }
            else if (!ReadValues(open.Peek(), name))
            {
                Skip();
            }
        }
    }

    private RichText ReadText()
    {
        if (_json.TokenType == JsonTokenType.String) return String();
        Expect(JsonTokenType.StartArray, "a string or an array of runs");
        var runs = new List<TextRun>();
        while (NextItem())
        {
            Expect(JsonTokenType.StartObject, "a run");
            string text = string.Empty;
            TextMarks marks = TextMarks.None;
            while (NextMember() is { } name)
            {
                if (name == "text") text = String();
                else if (name == "marks") marks = ReadMarks();
                else Skip();
            }
            runs.Add(new TextRun(text, marks));
        }
        return RichText.From(runs);
    }

    private TextMarks ReadMarks()
    {
        Expect(JsonTokenType.StartArray, "an array of marks");
        TextMarks marks = TextMarks.None;
        while (NextItem())
        {
            Expect(JsonTokenType.StartObject, "a mark");
            string type = string.Empty;
            string? id = null;
            PropertyValue value = true;
            while (NextMember() is { } name)
            {
                if (name == "type") type = Name(String());
                else if (name == "id") id = Name(String());
                else if (name == "value") value = Value();
                else Skip();
            }
            if (type.Length == 0) throw Malformed("a mark has no type");
            marks = marks.With(type, id, value);
        }
        return marks;
    }

    private bool ReadValues(BlockContent content, string member)
    {
        if (member is not ("properties" or "sets" or "counters" or "texts")) return false;
        Expect(JsonTokenType.StartObject, "an object");
        while (NextMember() is { } name)
        {
            string key = Name(name);
            switch (member)
            {
                case "properties":
                    content.Properties[key] = Value();
                    break;
                case "counters":
                    content.Counters[key] = Integer();
                    break;
                case "texts":
                    _budget.Text();
                    if (ReadText() is { Count: > 0 } text) content.Texts[key] = text;
                    else content.Texts.Remove(key);
                    break;
                default:
                    Expect(JsonTokenType.StartArray, "an array of values");
                    var members = new List<PropertyValue>();
                    while (NextItem()) members.Add(Value() is { Kind: not PropertyKind.Null } value ? value : throw Malformed("a set has no null"));
                    content.Sets[key] = members;
                    break;
            }
        }
        return true;
    }

    private PropertyValue Value()
    {
        switch (_json.TokenType)
        {
            case JsonTokenType.Null: return PropertyValue.Null;
            case JsonTokenType.True: return true;
            case JsonTokenType.False: return false;
            case JsonTokenType.String: return String();
            case JsonTokenType.Number:
                if (!_json.ValueSpan.ContainsAny((byte)'.', (byte)'e', (byte)'E') && _json.TryGetInt64(out long integer)) return integer;
                return _json.GetDouble();
            case JsonTokenType.StartObject:
                PropertyValue number = PropertyValue.Null;
                while (NextMember() is { } name)
                {
                    if (name != "number" || !double.TryParse(String(), CultureInfo.InvariantCulture, out double read)) throw Malformed("a value is no object but {\"number\": \"NaN\"} and the like");
                    number = read;
                }
                return number;
            default: throw Malformed("a value is a string, a number, true, false or null");
        }
    }

    private long Integer()
    {
        Expect(JsonTokenType.Number, "an integer");
        return _json.TryGetInt64(out long integer) ? integer : throw Malformed("an integer of 64 bits is wanted");
    }

    private string String()
    {
        Expect(JsonTokenType.String, "a string");
        return Unescape();
    }

    private string Name(string name) =>
        name.Length > 0 && System.Text.Encoding.UTF8.GetByteCount(name) <= 1_024 ? name : throw Malformed("a name has 1 to 1,024 bytes of UTF-8");

    private string Unescape()
    {
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new InterchangeException(InterchangeErrorCode.Malformed, $"The string before byte {_json.BytesConsumed} is no Unicode: it holds half of a surrogate pair, or is no UTF-8.", error);
        }
    }

    private void Next()
    {
        if (!_json.Read()) throw Malformed("the end is missing");
    }

    /// <summary>In an object: goes to the value of the next member, and returns the member's name; null at the end.</summary>
    private string? NextMember()
    {
        Next();
        if (_json.TokenType == JsonTokenType.EndObject) return null;
        string name = Unescape();
        Next();
        return name;
    }

    private bool NextItem()
    {
        Next();
        return _json.TokenType != JsonTokenType.EndArray;
    }

    private void Skip()
    {
        if (!_json.TrySkip()) throw Malformed("the end is missing");
    }

    private readonly void Expect(JsonTokenType type, string what)
    {
        if (_json.TokenType != type) throw Malformed($"{what} is wanted");
    }

    private readonly InterchangeException Malformed(string what) => new(InterchangeErrorCode.Malformed, $"Before byte {_json.BytesConsumed}: {what}. See docs/interchange.md.");
}
