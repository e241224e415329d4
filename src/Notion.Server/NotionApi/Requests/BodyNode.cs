using System.Text.Json;

namespace Notion.Server.NotionApi;

/// <summary>A value of a request's body with the way to it, so that whatever is wrong can be said as Notion's API says it.</summary>
internal sealed class BodyNode
{
    private readonly JsonElement _value;
    private readonly BodyNode? _parent;
    private readonly string? _name;
    private readonly int _index;

    private BodyNode(JsonElement value, BodyNode? parent, string? name, int index) => (_value, _parent, _name, _index) = (value, parent, name, index);

    /// <exception cref="ApiException">A text in it holds half of a surrogate pair.</exception>
    public static BodyNode Root(JsonElement value)
    {
        try
        {
            ReadTexts(value);
        }
        catch (InvalidOperationException)
        {
            throw ApiException.Invalid("body failed validation: a text in it holds half of a surrogate pair.");
        }
        return new BodyNode(value, null, null, 0);
    }

    public bool IsNull => _value.ValueKind == JsonValueKind.Null;

    public bool IsText => _value.ValueKind == JsonValueKind.String;

    public string Path => _parent is null ? "body" : _name is null ? $"{_parent.Path}[{_index}]" : $"{_parent.Path}.{_name}";

    /// <summary>The names of an object's members, in order.</summary>
    public IEnumerable<string> Names => Object()._value.EnumerateObject().Select(member => member.Name);

    /// <summary>A member of an object; null where it has none of the name.</summary>
    public BodyNode? Find(string name) => Object()._value.TryGetProperty(name, out JsonElement member) ? new BodyNode(member, this, name, 0) : null;

    /// <summary>A member that is there and not null.</summary>
    public BodyNode? FindValue(string name) => Find(name) is { IsNull: false } member ? member : null;

    /// <exception cref="ApiException">There is no such member.</exception>
    public BodyNode Get(string name) => Find(name) ?? throw ApiException.Invalid($"body failed validation: {Path}.{name} should be defined, instead was `undefined`.");

    public BodyNode Object() => _value.ValueKind == JsonValueKind.Object ? this : throw Should("be an object");

    public List<BodyNode> Items(int max)
    {
        if (_value.ValueKind != JsonValueKind.Array) throw Should("be an array");
        int count = _value.GetArrayLength();
        if (count > max) throw ApiException.Invalid($"body failed validation: {Path}.length should be ≤ `{max}`, instead was `{count}`.");
        var items = new List<BodyNode>(count);
        foreach (JsonElement item in _value.EnumerateArray()) items.Add(new BodyNode(item, this, null, items.Count));
        return items;
    }

    /// <param name="max">At most so many UTF-16 units.</param>
    public string Text(int max)
    {
        if (_value.ValueKind != JsonValueKind.String) throw Should("be a string");
        string text = _value.GetString()!;
        return text.Length <= max ? text : throw ApiException.Invalid($"body failed validation: {Path}.length should be ≤ `{max}`, instead was `{text.Length}`.");
    }

    public bool Flag() => _value.ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => throw Should("be a boolean") };

    public double Number() => _value.ValueKind == JsonValueKind.Number && _value.TryGetDouble(out double number) && double.IsFinite(number) ? number : throw Should("be a number");

    public long Integer(long min, long max) =>
        _value.ValueKind == JsonValueKind.Number && _value.TryGetInt64(out long number) && number >= min && number <= max ? number : throw Should($"be an integer from {min} to {max}");

    public Guid Id() => IsText && TryParseId(Text(100), out Guid id) ? id : throw Should("be a valid uuid");

    /// <summary>One of a few words.</summary>
    public string OneOf(IReadOnlyCollection<string> words) =>
        IsText && Text(1_000) is var text && words.Contains(text) ? text : throw Should($"be {string.Join(", ", words.Take(30).Select(word => $"`\"{word}\"`"))}{(words.Count > 30 ? " or another of the documented values" : string.Empty)}");

    public ApiException Should(string what) => ApiException.Invalid($"body failed validation: {Path} should {what}, instead was `{Shown()}`.");

    /// <summary>With dashes or without.</summary>
    public static bool TryParseId(string? text, out Guid id) => Guid.TryParseExact(text, "D", out id) || Guid.TryParseExact(text, "N", out id);

    /// <summary>JSON can write what is no text; reading it throws.</summary>
    private static void ReadTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _ = value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray()) ReadTexts(item);
                break;
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    _ = member.Name;
                    ReadTexts(member.Value);
                }
                break;
        }
    }

    private string Shown()
    {
        string raw = _value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? _value.ValueKind.ToString().ToLowerInvariant() : _value.GetRawText();
        return raw.Length <= 100 ? raw : $"{raw[..100]}…";
    }
}
