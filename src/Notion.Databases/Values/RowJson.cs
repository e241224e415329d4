using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Notion.Crdt;

namespace Notion.Databases;

/// <summary>All values of a row as JSON, and back: what a server keeps of a row beside its document. Not a format for others.</summary>
public static class RowJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Title, number and values; the empty object for a row without any.</summary>
    public static string Write(DatabaseRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartObject();
            if (row.Title.Count > 0)
            {
                writer.WritePropertyName("title");
                WriteText(writer, row.Title);
            }
            if (row.Number is { } number) writer.WriteNumber("number", number);
            foreach ((string slot, CellValue value) in row.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.WritePropertyName(slot);
                WriteValue(writer, value);
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static DatabaseRow Read(string json, RowOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(origin);
        RichText title = RichText.Empty;
        long? number = null;
        var values = new Dictionary<string, CellValue>(StringComparer.Ordinal);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (property.Name == "title") title = ReadText(property.Value);
                else if (property.Name == "number") number = property.Value.GetInt64();
                else values[property.Name] = ReadValue(property.Name, property.Value);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException or IndexOutOfRangeException or KeyNotFoundException)
        {
            throw new FormatException("This is no row: it was not written by RowJson.", exception);
        }
        return new DatabaseRow(origin, title, number, values);
    }

    private static void WriteValue(Utf8JsonWriter writer, CellValue value)
    {
        switch (value.Kind)
        {
            case CellKind.Text:
                WriteText(writer, value.AsRichText());
                break;
            case CellKind.Number:
                writer.WriteNumberValue(value.AsNumber()!.Value);
                break;
            case CellKind.Flag:
                writer.WriteBooleanValue(value.AsFlag());
                break;
            case CellKind.Items:
                writer.WriteStartArray();
                foreach (string item in value.AsItems()) writer.WriteStringValue(item);
                writer.WriteEndArray();
                break;
            case CellKind.Files:
                writer.WriteStartArray();
                foreach (FileReference file in value.AsFiles())
                {
                    writer.WriteStartArray();
                    writer.WriteStringValue(file.Name);
                    writer.WriteStringValue(file.Url);
                    writer.WriteEndArray();
                }
                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }

    /// <summary>A string where nothing is marked; otherwise runs.</summary>
    private static void WriteText(Utf8JsonWriter writer, RichText text)
    {
        if (text.All(run => run.Marks.IsEmpty))
        {
            writer.WriteStringValue(text.Text);
            return;
        }
        writer.WriteStartArray();
        foreach (TextRun run in text)
        {
            writer.WriteStartObject();
            writer.WriteString("text", run.Text);
            writer.WriteStartArray("marks");
            foreach (TextMark mark in run.Marks)
            {
                writer.WriteStartObject();
                writer.WriteString("type", mark.Type);
                if (mark.Id is not null) writer.WriteString("id", mark.Id);
                writer.WritePropertyName("value");
                PropertyJson.Write(writer, mark.Value);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static CellValue ReadValue(string slot, JsonElement value) => slot[^1] switch
    {
        ValueKeys.String => CellValue.Text(ReadText(value)),
        ValueKeys.Number => CellValue.Number(value.GetDouble()),
        ValueKeys.Check => CellValue.Flag(value.GetBoolean()),
        ValueKeys.Choice => CellValue.Choice(value.GetString()),
        ValueKeys.Date => PropertyDate.TryParse(value.GetString(), out PropertyDate date) ? CellValue.Date(date) : default,
        ValueKeys.Files => CellValue.Files(value.EnumerateArray().Select(file => new FileReference(file[0].GetString()!, file[1].GetString()!)).ToArray()),
        _ => CellValue.Items(value.EnumerateArray().Select(item => item.GetString()!).ToArray()),
    };

    private static RichText ReadText(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? RichText.From(value.GetString())
        : RichText.From(value.EnumerateArray().Select(run => new TextRun(run.GetProperty("text").GetString()!, ReadMarks(run.GetProperty("marks")))).ToArray());

    private static TextMarks ReadMarks(JsonElement marks)
    {
        TextMarks read = TextMarks.None;
        foreach (JsonElement mark in marks.EnumerateArray())
            read = read.With(mark.GetProperty("type").GetString()!, mark.TryGetProperty("id", out JsonElement id) ? id.GetString() : null, PropertyJson.Read(mark.GetProperty("value")));
        return read;
    }
}
