using System.Text.Json;
using Notion.Crdt;
using Notion.Databases;

namespace Notion.Server.NotionApi;

/// <summary>Writes the properties of databases.</summary>
internal static class SchemaOutput
{
    private static readonly (string Id, string Name, string Color)[] Groups = [("to_do", "To-do", "gray"), ("in_progress", "In progress", "blue"), ("complete", "Complete", "green")];

    public static void Write(Utf8JsonWriter writer, DatabaseSchema schema)
    {
        writer.WriteStartObject("properties");
        foreach (DatabaseProperty property in schema.Properties)
        {
            if (property.Type == PropertyType.Unknown) continue;
            string type = property.Type.ApiName();
            writer.WriteStartObject(property.Name);
            writer.WriteString("id", property.Id);
            writer.WriteString("name", property.Name);
            writer.WriteNull("description");
            writer.WriteString("type", type);
            writer.WriteStartObject(type);
            WriteSettings(writer, property);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    public static void WriteOption(Utf8JsonWriter writer, SelectOption option)
    {
        writer.WriteStartObject();
        writer.WriteString("id", option.Id);
        writer.WriteString("name", option.Name);
        writer.WriteString("color", option.Color);
        writer.WriteEndObject();
    }

    private static void WriteSettings(Utf8JsonWriter writer, DatabaseProperty property)
    {
        switch (property.Type)
        {
            case PropertyType.Number:
                writer.WriteString("format", property.NumberFormat);
                break;
            case PropertyType.Select or PropertyType.MultiSelect or PropertyType.Status:
                writer.WriteStartArray("options");
                foreach (SelectOption option in property.Options)
                {
                    writer.WriteStartObject();
                    writer.WriteString("id", option.Id);
                    writer.WriteString("name", option.Name);
                    writer.WriteString("color", option.Color);
                    writer.WriteNull("description");
                    writer.WriteEndObject();
                }
                writer.WriteEndArray();
                if (property.Type == PropertyType.Status) WriteGroups(writer, property);
                break;
            case PropertyType.UniqueId:
                writer.WriteString("prefix", property.Prefix);
                break;
            case PropertyType.Formula:
                writer.WriteString("expression", property.Expression);
                break;
            case PropertyType.Relation:
                writer.WriteString("database_id", property.RelationTarget?.ToString() ?? string.Empty);
                writer.WriteString("data_source_id", property.RelationTarget?.ToString() ?? string.Empty);
                writer.WriteString("type", "single_property");
                writer.WriteStartObject("single_property");
                writer.WriteEndObject();
                break;
            case PropertyType.Rollup:
                writer.WriteString("function", property.RollupFunction ?? "show_original");
                writer.WriteString("relation_property_id", property.RollupRelation ?? string.Empty);
                writer.WriteString("rollup_property_id", property.RollupProperty ?? string.Empty);
                break;
        }
    }

    private static void WriteGroups(Utf8JsonWriter writer, DatabaseProperty property)
    {
        writer.WriteStartArray("groups");
        foreach ((string id, string name, string color) in Groups)
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteString("name", name);
            writer.WriteString("color", color);
            writer.WriteStartArray("option_ids");
            foreach (SelectOption option in property.Options)
                if ((option.Group ?? Groups[0].Id) == id) writer.WriteStringValue(option.Id);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }
}
