using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Notion.Sync.Protocol;

namespace Notion.Tests.Vectors;

/// <summary>
/// A frame as JSON that needs no knowledge of this library: its kind, and its fields by their names. Bytes are hexadecimal digits, ids UUIDs, codes and levels numbers, limits an
/// array in the order of the wire. An integer that a double does not hold whole is a string.
/// </summary>
internal static class FrameMeaning
{
    private const long MaxWhole = (1L << 53) - 1;

    public static JsonObject Of(Frame frame)
    {
        var meaning = new JsonObject { ["kind"] = Name(frame.GetType().Name[..^nameof(Frame).Length]) };
        AddFields(meaning, frame);
        return meaning;
    }

    private static void AddFields(JsonObject meaning, object record)
    {
        foreach (PropertyInfo field in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            object? value = field.GetValue(record);
            if (field.Name == nameof(Frame.Type) || (value is null && field.PropertyType == typeof(Guid?))) continue;      // left out there, left out here
            if (field.PropertyType != typeof(PresenceSender)) meaning[Name(field.Name)] = ValueOf(value);
            else if (value is not null) AddFields(meaning, value);
        }
    }

    private static JsonNode? ValueOf(object? value) => value switch
    {
        null => null,
        bool truth => truth,
        int number => number,
        long number => number is >= -MaxWhole and <= MaxWhole ? number : $"{number}",
        Enum number => Convert.ToInt32(number),
        string text => text,
        Guid id => id.ToString(),
        ReadOnlyMemory<byte> bytes => Convert.ToHexStringLower(bytes.Span),
        IEnumerable<string> texts => new JsonArray([.. texts.Select(text => (JsonNode)text)]),
        PeerLimits limits => new JsonArray([.. typeof(PeerLimits).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(limit => ValueOf(limit.GetValue(limits)))]),
        _ => throw new NotSupportedException($"Say here how a {value.GetType().Name} stands in JSON, and in docs/protocol.md."),
    };

    private static string Name(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);
}
