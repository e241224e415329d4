using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Notion.Crdt;

namespace Notion.Databases;

/// <summary>A schema as JSON, and back: what a server keeps of it beside the document. What was removed is not in it.</summary>
public static class SchemaJson
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The properties, in order.</summary>
    public static string Write(DatabaseSchema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Readable))
        {
            writer.WriteStartArray();
            foreach (DatabaseProperty property in schema.Properties) Write(writer, property);
            writer.WriteEndArray();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Write(DatabaseSchema)"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static DatabaseSchema Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return new DatabaseSchema([.. document.RootElement.EnumerateArray().Select(Read)]);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new FormatException("This is no schema: it was not written by SchemaJson.", exception);
        }
    }

    private static void Write(Utf8JsonWriter writer, DatabaseProperty property)
    {
        writer.WriteStartObject();
        writer.WriteString("id", property.Id);
        writer.WriteString("name", property.Name);
        writer.WriteString("type", property.TypeName);
        writer.WriteStartArray("options");
        foreach (SelectOption option in property.Options)
        {
            writer.WriteStartObject();
            writer.WriteString("name", option.Name);
            writer.WriteString("color", option.Color);
            if (option.Group is not null) writer.WriteString("group", option.Group);
            writer.WriteStartArray("ids");
            foreach (string id in option.Ids) writer.WriteStringValue(id);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartObject("settings");
        foreach ((string key, PropertyValue value) in property.Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal))
        {
            writer.WritePropertyName(key);
            PropertyJson.Write(writer, value);
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static DatabaseProperty Read(JsonElement property)
    {
        string id = property.GetProperty("id").GetString()!, typeName = property.GetProperty("type").GetString()!;
        PropertyType type = PropertyTypes.Parse(typeName);
        return new DatabaseProperty
        {
            Id = id,
            Name = property.GetProperty("name").GetString()!,
            Type = type == PropertyType.Title && id != DatabaseProperty.TitleId ? PropertyType.Unknown : type,
            TypeName = typeName,
            Options = [.. property.GetProperty("options").EnumerateArray().Select(ReadOption)],
            Settings = property.GetProperty("settings").EnumerateObject().ToDictionary(setting => setting.Name, setting => PropertyJson.Read(setting.Value), StringComparer.Ordinal),
        };
    }

    private static SelectOption ReadOption(JsonElement option)
    {
        string[] ids = [.. option.GetProperty("ids").EnumerateArray().Select(id => id.GetString()!)];
        return new SelectOption(ids[0], option.GetProperty("name").GetString()!, option.GetProperty("color").GetString()!)
        {
            Group = option.TryGetProperty("group", out JsonElement group) ? group.GetString() : null,
            Ids = ids,
        };
    }
}
