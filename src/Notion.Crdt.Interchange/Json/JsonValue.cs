using System.Globalization;
using System.Text.Json;

namespace Notion.Crdt.Interchange;

/// <summary>How a value of a property stands in JSON, wherever the JSON stands.</summary>
internal static class JsonValue
{
    /// <summary>Integers have neither point nor exponent, numbers have one of them: so each is read as what it is.</summary>
    public static void Write(Utf8JsonWriter json, PropertyValue value)
    {
        switch (value.Kind)
        {
            case PropertyKind.Boolean: json.WriteBooleanValue(value.AsBoolean()); break;
            case PropertyKind.Integer: json.WriteNumberValue(value.AsInteger()); break;
            case PropertyKind.String: json.WriteStringValue(value.AsString()); break;
            case PropertyKind.Number when double.IsFinite(value.AsNumber()):
                string number = value.AsNumber().ToString("R", CultureInfo.InvariantCulture);
                json.WriteRawValue(number.Contains('.') || number.Contains('E') ? number : number + ".0", skipInputValidation: true);
                break;
            case PropertyKind.Number:
                json.WriteStartObject();
                json.WriteString("number"u8, value.AsNumber().ToString(CultureInfo.InvariantCulture));
                json.WriteEndObject();
                break;
            default: json.WriteNullValue(); break;
        }
    }
}
