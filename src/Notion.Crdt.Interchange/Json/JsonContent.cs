using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Notion.Crdt.Interchange;

/// <summary>How blocks, texts and marks stand in JSON, wherever the JSON stands: in a file, in a comment of Markdown, in an attribute of HTML.</summary>
internal static class JsonContent
{
    /// <summary>Type and values as one object; and the text, where it stands nowhere else.</summary>
    public static string Block(BlockContent content, JavaScriptEncoder encoder, bool withText = false) => String(encoder, json =>
    {
        json.WriteStartObject();
        json.WriteString("type"u8, content.Type);
        if (withText) Write(json, "text", content.Text);
        WriteValues(json, content);
        json.WriteEndObject();
    });

    /// <summary>Some marks as an array.</summary>
    public static string Marks(IEnumerable<TextMark> marks, JavaScriptEncoder encoder) => String(encoder, json => Write(json, marks));

    /// <summary>The members for properties, sets, counters and texts; none for those that are empty.</summary>
    public static void WriteValues(Utf8JsonWriter json, BlockContent content)
    {
        if (content.Properties.Count > 0)
        {
            json.WriteStartObject("properties"u8);
            foreach ((string key, PropertyValue value) in content.Properties)
            {
                json.WritePropertyName(key);
                JsonValue.Write(json, value);
            }
            json.WriteEndObject();
        }
        if (content.Sets.Count > 0)
        {
            json.WriteStartObject("sets"u8);
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
            json.WriteStartObject("counters"u8);
            foreach ((string key, long amount) in content.Counters) json.WriteNumber(key, amount);
            json.WriteEndObject();
        }
        if (content.Texts.Count == 0) return;
        json.WriteStartObject("texts"u8);
        foreach ((string key, RichText text) in content.Texts) Write(json, key, text);
        json.WriteEndObject();
    }

    /// <summary>A member with a text's runs; none for an empty text.</summary>
    public static void Write(Utf8JsonWriter json, string member, RichText text)
    {
        if (text.Count == 0) return;
        json.WriteStartArray(member);
        foreach (TextRun run in text)
        {
            json.WriteStartObject();
            json.WriteString("text"u8, run.Text);
            if (!run.Marks.IsEmpty)
            {
                json.WritePropertyName("marks"u8);
                Write(json, run.Marks);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, IEnumerable<TextMark> marks)
    {
        json.WriteStartArray();
        foreach (TextMark mark in marks)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, mark.Type);
            if (mark.Id is not null) json.WriteString("id"u8, mark.Id);
            json.WritePropertyName("value"u8);
            JsonValue.Write(json, mark.Value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static string String(JavaScriptEncoder encoder, Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = encoder, SkipValidation = true })) write(json);
        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }
}
