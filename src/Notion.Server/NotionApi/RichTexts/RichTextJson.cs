using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary>Text with marks as JSON, for what lies in no document: an array of runs, each with <c>text</c> and <c>marks</c>, an object of names and values.</summary>
internal static class RichTextJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(RichText text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartArray();
            foreach (TextRun run in text)
            {
                writer.WriteStartObject();
                writer.WriteString("text", run.Text);
                writer.WriteStartObject("marks");
                foreach (TextMark mark in run.Marks)
                {
                    if (mark.Value.Kind == PropertyKind.String) writer.WriteString(mark.Type, mark.Value.AsString());
                    else writer.WriteBoolean(mark.Type, true);
                }
                writer.WriteEndObject();
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static RichText Read(string json)
    {
        using JsonDocument runs = JsonDocument.Parse(json);
        return RichText.From([.. runs.RootElement.EnumerateArray().Select(Run)]);
    }

    private static TextRun Run(JsonElement run)
    {
        TextMarks marks = TextMarks.None;
        foreach (JsonProperty mark in run.GetProperty("marks").EnumerateObject())
            marks = mark.Value.ValueKind == JsonValueKind.String ? marks.With(mark.Name, mark.Value.GetString()) : marks.With(mark.Name, true);
        return new TextRun(run.GetProperty("text").GetString()!, marks);
    }
}
