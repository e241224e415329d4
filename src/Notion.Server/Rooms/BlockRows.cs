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

    private const int MaxKeptBytes = 64 << 10;

    /// <summary>What a thread writes its rows with: a large block is written for every edit in it.</summary>
    [ThreadStatic]
    private static Sheet? t_sheet;

    /// <param name="block">The block.</param>
    /// <param name="text">What it shows.</param>
    public static BlockRow From(Block block, RichText text) => new(
        block.Id.ToGuid(),
        block.Parent is { IsRoot: false } parent ? parent.Id.ToGuid() : null,
        block.Type,
        Json(block.Properties, static (writer, properties) => WriteProperties(writer, properties)),
        Json(text.Text, static (writer, shown) => WriteContent(writer, shown)),
        block.Position,
        block.CreatedAt.Time);

    private static void WriteProperties(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, PropertyValue>> properties)
    {
        writer.WriteStartObject();
        foreach ((string key, PropertyValue value) in properties.OrderBy(property => property.Key, StringComparer.Ordinal))
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

    private static string Json<T>(T what, Action<Utf8JsonWriter, T> write)
    {
        Sheet sheet = t_sheet ??= new Sheet();
        try
        {
            write(sheet.Writer, what);
            sheet.Writer.Flush();
            return Encoding.UTF8.GetString(sheet.Buffer.WrittenSpan);
        }
        finally
        {
            if (sheet.Buffer.Capacity > MaxKeptBytes) t_sheet = null;
            else sheet.Clear();
        }
    }

    private sealed class Sheet
    {
        public Sheet() => Writer = new Utf8JsonWriter(Buffer, Readable);

        public ArrayBufferWriter<byte> Buffer { get; } = new();

        public Utf8JsonWriter Writer { get; }

        public void Clear()
        {
            Buffer.ResetWrittenCount();
            Writer.Reset();
        }
    }
}
