using System.Text;
using System.Text.Json;

namespace Notion.Crdt.Interchange;

/// <summary>What Markdown has no words for, as JSON in comments and attributes: blocks and marks in the form that docs/interchange.md gives for JSON.</summary>
internal static class MarkdownNotes
{
    public const string Block = "<!-- notion: ";
    public const string Page = "<!-- notion-page: ";
    public const string End = " -->";
    public const string Empty = "<!-- empty -->";
    public const string OpenChildren = "<!-- children -->";
    public const string CloseChildren = "<!-- /children -->";

    /// <summary>The type and values of a block. The encoder escapes angle brackets; of two hyphens one is escaped here, so that the comment ends where it should.</summary>
    public static string Write(BlockContent content)
    {
        string json = Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, content.Type);
            if (content.Properties.Count > 0)
            {
                writer.WriteStartObject("properties"u8);
                foreach ((string key, PropertyValue value) in content.Properties)
                {
                    writer.WritePropertyName(key);
                    JsonValue.Write(writer, value);
                }
                writer.WriteEndObject();
            }
            if (content.Sets.Count > 0)
            {
                writer.WriteStartObject("sets"u8);
                foreach ((string key, IReadOnlyList<PropertyValue> members) in content.Sets)
                {
                    writer.WriteStartArray(key);
                    foreach (PropertyValue member in members) JsonValue.Write(writer, member);
                    writer.WriteEndArray();
                }
                writer.WriteEndObject();
            }
            if (content.Counters.Count > 0)
            {
                writer.WriteStartObject("counters"u8);
                foreach ((string key, long amount) in content.Counters) writer.WriteNumber(key, amount);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        });
        return json.Replace("--", "-\\u002d", StringComparison.Ordinal);
    }

    public static string Write(IEnumerable<TextMark> marks) => Json(writer =>
    {
        writer.WriteStartArray();
        foreach (TextMark mark in marks)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, mark.Type);
            if (mark.Id is not null) writer.WriteString("id"u8, mark.Id);
            writer.WritePropertyName("value"u8);
            JsonValue.Write(writer, mark.Value);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    });

    /// <summary>A block's type and values; null where the note is malformed.</summary>
    public static BlockContent? ReadBlock(string json) => Read(json) is [var block] && block.Children.Count == 0 ? block : null;

    public static TextMarks? ReadMarks(string json) =>
        Read($"{{\"type\":\"text\",\"text\":[{{\"text\":\"x\",\"marks\":{json}}}]}}") is [{ Text: { Count: 1 } text }] && text.Text == "x" ? text[0].Marks : null;

    private static IList<BlockContent>? Read(string block)
    {
        try
        {
            return InterchangeFormat.Json.Read($"{{\"format\":\"notion-blocks\",\"blocks\":[{block}]}}").Children;
        }
        catch (InterchangeException)
        {
            return null;    // somebody else's comment, or a damaged one: documented as ignored
        }
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output)) write(json);
        return Encoding.UTF8.GetString(output.GetBuffer().AsSpan(0, (int)output.Length));
    }
}
