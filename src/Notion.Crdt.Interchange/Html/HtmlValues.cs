using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Notion.Crdt.Interchange;

/// <summary>What stands as JSON in attributes: written here, read by the reader of the JSON format.</summary>
internal static class HtmlValues
{
    private static readonly JsonWriterOptions How = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), SkipValidation = true };

    /// <summary>Type and values of a block.</summary>
    public static string Block(BlockContent content) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", content.Type);
        if (content.Properties.Count > 0)
        {
            json.WriteStartObject("properties");
            foreach ((string key, PropertyValue value) in content.Properties)
            {
                json.WritePropertyName(key);
                JsonValue.Write(json, value);
            }
            json.WriteEndObject();
        }
        if (content.Sets.Count > 0)
        {
            json.WriteStartObject("sets");
            foreach ((string key, IReadOnlyList<PropertyValue> members) in content.Sets)
            {
                json.WriteStartArray(key);
                foreach (PropertyValue member in members) JsonValue.Write(json, member);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        if (content.Counters.Count > 0)
        {
            json.WriteStartObject("counters");
            foreach ((string key, long amount) in content.Counters) json.WriteNumber(key, amount);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    });

    /// <summary>Some marks.</summary>
    public static string Marks(IEnumerable<TextMark> marks) => Json(json =>
    {
        json.WriteStartArray();
        foreach (TextMark mark in marks)
        {
            json.WriteStartObject();
            json.WriteString("type", mark.Type);
            if (mark.Id is not null) json.WriteString("id", mark.Id);
            json.WritePropertyName("value");
            JsonValue.Write(json, mark.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    public static BlockContent ReadBlock(string attribute)
    {
        BlockContent page = InterchangeFormat.Json.Read($"{{\"format\":\"{JsonFormat.Signature}\",\"blocks\":[{attribute}]}}");
        if (page.Children.Count != 1 || page.Children[0].Children.Count > 0)
            throw new InterchangeException(InterchangeErrorCode.Malformed, $"An attribute of HTML that holds a block holds {page.Children.Count}. See docs/interchange.md.");
        return page.Children[0];
    }

    public static TextMarks ReadMarks(string attribute)
    {
        BlockContent block = ReadBlock($"{{\"type\":\"text\",\"text\":[{{\"text\":\"x\",\"marks\":{attribute}}}]}}");
        return block.Text.Count == 0 ? TextMarks.None : block.Text[0].Marks;
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, How)) write(json);
        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }
}
