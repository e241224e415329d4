using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Notion.Crdt.Fuzz;

/// <summary>Pages as JSON that keep to the schema for the most part: deep and wide ones, members twice and in any order, every kind of value, numbers at the edges, strings with half characters.</summary>
internal sealed class JsonForger(Random random) : IForger
{
    private static readonly string[] Types = [.. typeof(BlockTypes).GetFields().Select(field => (string)field.GetValue(null)!), "x"];

    private readonly StringBuilder _to = new();

    public string Forge()
    {
        List<Action> members =
        [
            () => Member("format", () => Text("notion-blocks")),
            () => Member("version", () => _to.Append(random.Next(60) == 0 ? "2" : "1")),
            () => Member("page", () => Object(() => Values())),
            () => Member("blocks", () => Array(OddText.Times(random) / 4, () => Block(3))),
        ];
        Object(() => Shuffled(members));
        return _to.ToString();
    }

    private void Block(int depth)
    {
        if (_to.Length > 400_000) depth = 0;
        int levels = depth > 0 && random.Next(12) == 0 ? random.Next(1, 700) : 0;
        for (int i = 0; i < levels; i++) _to.Append("{\"type\":\"").Append(Types[random.Next(Types.Length)]).Append("\",\"children\":[");
        List<Action> members = [() => Member("type", () => Text(random.Next(20) == 0 ? OddText.Text(random) : Types[random.Next(Types.Length)]))];
        if (random.Next(2) == 0) members.Add(() => Member("text", RichText));
        if (random.Next(2) == 0) members.Add(() => Values());
        if (depth > 0 && random.Next(2) == 0) members.Add(() => Member("children", () => Array(random.Next(5), () => Block(depth - 1))));
        if (random.Next(8) == 0) members.Add(() => Member(OddText.Pick<string>(random, "id", "later", "children", "Text", ""), () => Any(4)));
        if (random.Next(10) == 0) members.Add(members[random.Next(members.Count)]);
        Object(() => Shuffled(members));
        for (int i = 0; i < levels; i++) _to.Append("]}");
    }

    private void Values()
    {
        Member("properties", () => Object(() => Each(() => Member(Key(), Value))));
        Member("sets", () => Object(() => Each(() => Member(Key(), () => Array(random.Next(6), () => Value(inSet: true))))));
        Member("counters", () => Object(() => Each(() => Member(Key(), () => _to.Append(random.Next(60) == 0 ? "9223372036854775808" : OddText.Pick<string>(random, "0", "1", "-9223372036854775808", "9223372036854775807"))))));
        Member("texts", () => Object(() => Each(() => Member(Key(), RichText))));
    }

    private string Key() => random.Next(3) switch
    {
        0 => OddText.Text(random),
        1 => "cell_" + random.Next(-1, 120).ToString(CultureInfo.InvariantCulture),
        _ => OddText.Pick<string>(random, "title", "caption", "url", "checked", "table_width", "has_column_header", "list_start_index", "language", "icon", "color"),
    };

    private void RichText()
    {
        if (random.Next(4) == 0) Text(OddText.Text(random));
        else Array(random.Next(5), Run);
    }

    private void Run() => Object(() =>
    {
        Member("text", () => Text(random.Next(30) == 0 ? OddText.Repeat(OddText.Text(random), OddText.Times(random)) : OddText.Text(random)));
        if (random.Next(2) == 0) Member("marks", () => Array(random.Next(20) == 0 ? OddText.Times(random) / 8 : random.Next(5), Mark));
    });

    private void Mark() => Object(() =>
    {
        Member("type", () => Text(OddText.Pick<string>(random, "bold", "italic", "underline", "strikethrough", "code", "color", "link", "comment", "mention", "own", OddText.Text(random))));
        if (random.Next(3) == 0) Member("id", () => Text(OddText.Text(random)));
        if (random.Next(2) == 0) Member("value", () => { if (random.Next(2) == 0) Text(OddText.Address(random)); else Value(); });
    });

    private void Value() => Value(inSet: false);

    private void Value(bool inSet)
    {
        switch (random.Next(6))
        {
            case 0: Text(OddText.Text(random)); break;
            case 1: Text(OddText.Address(random)); break;
            case 2:
                _to.Append(OddText.Pick<string>(random, "true", "false", "0", "-0", "-0.0", "1e400", "-1e400", "4.9e-324", "1e-400", "0.1", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616", "1E5", "123456789012345678901234567890"));
                break;
            case 3 when random.Next(60) == 0: _to.Append(OddText.Pick<string>(random, "{\"number\":\"0x1\"}", "{\"number\":1}", "{\"other\":\"1\"}", "[]")); break;
            case 3: _to.Append(OddText.Pick<string>(random, "{\"number\":\"NaN\"}", "{\"number\":\"Infinity\"}", "{\"number\":\"-Infinity\"}", "{\"number\":\"1\"}", inSet ? "0" : "{}", "{\"number\":\"NaN\",\"number\":\"1\"}")); break;
            default: _to.Append(random.Next(-3, 200)); break;
        }
    }

    /// <summary>Anything that is JSON, for what is skipped.</summary>
    private void Any(int depth)
    {
        if (random.Next(40) == 0) _to.Append('[', 900).Append(']', 900);
        else if (depth == 0 || random.Next(3) == 0) Value();
        else if (random.Next(2) == 0) Array(random.Next(4), () => Any(depth - 1));
        else Object(() => Each(() => Member(OddText.Text(random), () => Any(depth - 1))));
    }

    private void Shuffled(List<Action> members)
    {
        Action[] order = [.. members];
        if (random.Next(3) == 0) random.Shuffle(order);
        foreach (Action member in order) member();
    }

    private void Each(Action what)
    {
        for (int i = random.Next(40) == 0 ? OddText.Times(random) / 8 : random.Next(3); i > 0; i--) what();
    }

    private void Object(Action members)
    {
        _to.Append('{');
        members();
        Close('}');
    }

    private void Array(int count, Action item)
    {
        _to.Append('[');
        for (; count > 0 && _to.Length < 1_500_000; count--)
        {
            item();
            _to.Append(',');
        }
        Close(']');
    }

    private void Close(char end)
    {
        if (_to[^1] == ',' && random.Next(20_000) > 0) _to.Length--;
        _to.Append(end);
    }

    private void Member(string name, Action value)
    {
        Text(name);
        _to.Append(':');
        value();
        _to.Append(',');
    }

    /// <summary>A string as a writer of JSON has it, or with what it would escape escaped otherwise; one in a thousand has half a character.</summary>
    private void Text(string text)
    {
        string written = JsonSerializer.Serialize(text);
        if (random.Next(1_000) == 0) written = written[..^1] + OddText.Pick<string>(random, "\\ud83d\"", "\\udc00\"", "\\u0000\"", "\\q\"", "\n\"");
        _to.Append(written);
    }
}
