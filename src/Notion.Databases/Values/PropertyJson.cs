using System.Text.Json;
using Notion.Crdt;

namespace Notion.Databases;

/// <summary>A register's value as JSON. A number without a fraction reads as an integer; one that is not finite is null.</summary>
internal static class PropertyJson
{
    public static void Write(Utf8JsonWriter writer, PropertyValue value)
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
                writer.WriteNullValue();
                break;
        }
    }

    public static PropertyValue Read(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out long integer) ? integer : value.GetDouble(),
        _ => PropertyValue.Null,
    };
}
