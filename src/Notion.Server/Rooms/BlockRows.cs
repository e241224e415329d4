using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Notion.Crdt;
using Notion.Server.Store;

namespace Notion.Server.Rooms;

/// <summary>Turns a block into its row: properties as a JSON object, content as the seed's array of rich text runs.</summary>
internal static class BlockRows
{
    /// <summary>Text as it is, not as escapes: it is read with SQL, not put into web pages.</summary>
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static BlockRow From(Block block) => new(
        block.Id.ToGuid(),
        block.Parent is { IsRoot: false } parent ? parent.Id.ToGuid() : null,
        block.Type,
        Json(writer => WriteProperties(writer, block)),
        Json(writer => WriteContent(writer, block.Text)),
        block.Position,
        block.CreatedAt.Time);

    private static void WriteProperties(Utf8JsonWriter writer, Block block)
    {
        writer.WriteStartObject();
        foreach ((string key, PropertyValue value) in block.Properties.OrderBy(property => property.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(key);
            WriteValue(writer, value);
        }
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, PropertyValue value)
    {
        switch (value.Kind)
        {
            case PropertyKind.Boolean:
                writer.WriteBooleanValue(value.AsBoolean());
                break;
            case PropertyKind.Integer:
                writer.WriteNumberValue(value.AsInteger());
                break;
            case PropertyKind.Number when double.IsFinite(value.AsNumber()):
                writer.WriteNumberValue(value.AsNumber());
                break;
            case PropertyKind.String:
                writer.WriteStringValue(value.AsString());
                break;
            default:
                // JSON has neither an absent value nor infinities.
                writer.WriteNullValue();
                break;
        }
    }

    private static void WriteContent(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartArray();
        if (text.Length > 0)
        {
            writer.WriteStartObject();
            writer.WriteString("text", text);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Readable)) write(writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
