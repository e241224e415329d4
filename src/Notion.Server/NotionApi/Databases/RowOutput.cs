using System.Globalization;
using System.Text.Json;
using Notion.Databases;

namespace Notion.Server.NotionApi;

/// <summary>Writes the values of rows.</summary>
internal static class RowOutput
{
    public static void Write(Utf8JsonWriter writer, DatabaseSchema schema, DatabaseRow row, string site)
    {
        foreach (DatabaseProperty property in schema.Properties)
        {
            if (property.Type == PropertyType.Unknown) continue;
            writer.WriteStartObject(property.Name);
            writer.WriteString("id", property.Id);
            writer.WriteString("type", property.Type.ApiName());
            WriteValue(writer, property, row, site);
            writer.WriteEndObject();
        }
    }

    /// <summary>The member that has the type's name.</summary>
    public static void WriteValue(Utf8JsonWriter writer, DatabaseProperty property, DatabaseRow row, string site)
    {
        string name = property.Type.ApiName();
        CellValue value = row[property];
        switch (property.Type)
        {
            case PropertyType.Title or PropertyType.Text:
                RichTextOutput.Write(writer, name, value.AsRichText(), site);
                break;
            case PropertyType.Number:
                if (value.AsNumber() is { } number) writer.WriteNumber(name, number);
                else writer.WriteNull(name);
                break;
            case PropertyType.Checkbox:
                writer.WriteBoolean(name, value.AsFlag());
                break;
            case PropertyType.Url or PropertyType.Email or PropertyType.Phone:
                writer.WriteString(name, value.IsEmpty ? null : value.AsText());
                break;
            case PropertyType.Select or PropertyType.Status:
                writer.WritePropertyName(name);
                if (property.FindOption(value.AsChoice()) is { } option) SchemaOutput.WriteOption(writer, option);
                else writer.WriteNullValue();
                break;
            case PropertyType.MultiSelect:
                writer.WriteStartArray(name);
                foreach (string id in value.AsItems())
                    if (property.FindOption(id) is { } chosen) SchemaOutput.WriteOption(writer, chosen);
                writer.WriteEndArray();
                break;
            case PropertyType.Date:
                if (value.AsDate() is { } date) RichTextOutput.WriteDate(writer, name, Format(date.Start, date.HasTime), date.End is { } end ? Format(end, date.HasTime) : null, date.TimeZone);
                else writer.WriteNull(name);
                break;
            case PropertyType.CreatedTime:
                ApiOutput.WriteTime(writer, name, row.Origin.CreatedTime);
                break;
            case PropertyType.LastEditedTime:
                ApiOutput.WriteTime(writer, name, row.Origin.LastEditedTime);
                break;
            case PropertyType.CreatedBy:
                ApiOutput.WriteUser(writer, name, row.Origin.CreatedBy ?? Guid.Empty);
                break;
            case PropertyType.LastEditedBy:
                ApiOutput.WriteUser(writer, name, row.Origin.LastEditedBy ?? row.Origin.CreatedBy ?? Guid.Empty);
                break;
            case PropertyType.UniqueId:
                writer.WriteStartObject(name);
                writer.WriteString("prefix", property.Prefix);
                if (row.Number is { } count) writer.WriteNumber("number", count);
                else writer.WriteNull("number");
                writer.WriteEndObject();
                break;
            case PropertyType.People:
                writer.WriteStartArray(name);
                foreach (string id in value.AsItems()) WriteItem(writer, id, isUser: true);
                writer.WriteEndArray();
                break;
            case PropertyType.Relation:
                writer.WriteStartArray(name);
                foreach (string id in value.AsItems()) WriteItem(writer, id, isUser: false);
                writer.WriteEndArray();
                writer.WriteBoolean("has_more", false);
                break;
            case PropertyType.Files:
                WriteFiles(writer, name, value);
                break;
            default:
                writer.WriteStartObject(name);
                writer.WriteString("type", "unsupported");
                writer.WriteStartObject("unsupported");
                writer.WriteEndObject();
                if (property.Type == PropertyType.Rollup) writer.WriteString("function", property.RollupFunction ?? "show_original");
                writer.WriteEndObject();
                break;
        }
    }

    private static string Format(DateTimeOffset point, bool hasTime) => point.ToString(hasTime ? "yyyy-MM-dd'T'HH:mm:ss.fffzzz" : "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void WriteItem(Utf8JsonWriter writer, string id, bool isUser)
    {
        writer.WriteStartObject();
        if (isUser) writer.WriteString("object", "user");
        writer.WriteString("id", id);
        writer.WriteEndObject();
    }

    private static void WriteFiles(Utf8JsonWriter writer, string name, CellValue value)
    {
        writer.WriteStartArray(name);
        foreach (FileReference file in value.AsFiles())
        {
            writer.WriteStartObject();
            writer.WriteString("name", file.Name);
            ApiOutput.WriteExternal(writer, file.Url);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
