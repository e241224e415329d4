using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Notion.Server.NotionApi;

/// <summary>Pieces that many answers have.</summary>
internal static class ApiOutput
{
    /// <summary>An answer of JSON.</summary>
    public static IResult Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1 << 10);
        using (var writer = new Utf8JsonWriter(buffer)) write(writer);
        return TypedResults.Bytes(buffer.WrittenMemory, "application/json; charset=utf-8");
    }

    /// <summary>A part of a list.</summary>
    /// <param name="kind">What the list is of, as answers say it in <c>type</c>.</param>
    /// <param name="next">What to go on with; null at the end.</param>
    /// <param name="results">Writes the items.</param>
    /// <param name="more">Writes what else the answer has.</param>
    public static IResult List(string kind, string? next, Action<Utf8JsonWriter> results, Action<Utf8JsonWriter>? more = null) => Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("object", "list");
        writer.WriteStartArray("results");
        results(writer);
        writer.WriteEndArray();
        writer.WriteString("next_cursor", next);
        writer.WriteBoolean("has_more", next is not null);
        writer.WriteString("type", kind);
        if (more is not null)
        {
            more(writer);
        }
        else
        {
            writer.WriteStartObject(kind);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    });

    public static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset time) =>
        writer.WriteString(name, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    /// <summary>A user, by the id alone.</summary>
    public static void WriteUser(Utf8JsonWriter writer, string name, Guid id)
    {
        writer.WriteStartObject(name);
        writer.WriteString("object", "user");
        writer.WriteString("id", id);
        writer.WriteEndObject();
    }

    /// <summary>An icon: an emoji, or the address of a picture; null where there is none.</summary>
    public static void WriteIcon(Utf8JsonWriter writer, string name, string? icon)
    {
        if (string.IsNullOrEmpty(icon)) writer.WriteNull(name);
        else if (IsAddress(icon)) WriteExternal(writer, name, icon);
        else WriteKind(writer, name, "emoji", icon);
    }

    /// <summary>A file that lies elsewhere; null where there is none.</summary>
    public static void WriteExternal(Utf8JsonWriter writer, string name, string? url)
    {
        if (string.IsNullOrEmpty(url))
        {
            writer.WriteNull(name);
            return;
        }
        writer.WriteStartObject(name);
        WriteExternal(writer, url);
        writer.WriteEndObject();
    }

    /// <summary>The members that say so, inside an object.</summary>
    public static void WriteExternal(Utf8JsonWriter writer, string url)
    {
        writer.WriteString("type", "external");
        writer.WriteStartObject("external");
        writer.WriteString("url", url);
        writer.WriteEndObject();
    }

    /// <summary>Where something lies: <c>{type, [type]: id}</c>.</summary>
    public static void WriteKind(Utf8JsonWriter writer, string name, string kind, string value)
    {
        writer.WriteStartObject(name);
        writer.WriteString("type", kind);
        writer.WriteString(kind, value);
        writer.WriteEndObject();
    }

    public static bool IsAddress(string text) => text.StartsWith("http://", StringComparison.Ordinal) || text.StartsWith("https://", StringComparison.Ordinal);
}
