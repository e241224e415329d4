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

    /// <param name="block">The block.</param>
    /// <param name="text">What it shows.</param>
    public static BlockRow From(Block block, ReadOnlySpan<char> text) => new(
        block.Id.ToGuid(),
        block.Parent is { IsRoot: false } parent ? parent.Id.ToGuid() : null,
        block.Type,
        Properties(block),
        Content(text),
        block.Position,
        block.CreatedAt.Time);

    private static string Properties(Block block)
    {
        Sheet sheet = Sheet.Take();
        WriteProperties(sheet.Writer, block.Properties);
        return sheet.Finish();
    }

    private static string Content(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty) return "[]";
        Sheet sheet = Sheet.Take();
        sheet.Writer.WriteStartArray();
        sheet.Writer.WriteStartObject();
        sheet.Writer.WriteString("text", text);
        sheet.Writer.WriteEndObject();
        sheet.Writer.WriteEndArray();
        return sheet.Finish();
    }

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

    /// <summary>What a thread writes its rows with: a large block is written for every edit in it.</summary>
    private sealed class Sheet
    {
        private const int MaxKeptBytes = 64 << 10;

        [ThreadStatic]
        private static Sheet? _kept;

        private readonly ArrayBufferWriter<byte> _buffer = new();

        private Sheet() => Writer = new Utf8JsonWriter(_buffer, Readable);

        public Utf8JsonWriter Writer { get; }

        /// <summary>The thread's own, or a new one where that is in use.</summary>
        public static Sheet Take()
        {
            Sheet sheet = _kept ?? new Sheet();
            _kept = null;
            return sheet;
        }

        public string Finish()
        {
            Writer.Flush();
            string json = Encoding.UTF8.GetString(_buffer.WrittenSpan);
            if (_buffer.Capacity > MaxKeptBytes) return json;
            _buffer.ResetWrittenCount();
            Writer.Reset();
            _kept = this;
            return json;
        }
    }
}
