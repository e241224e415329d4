using System.Text.Json;
using Notion.Crdt;
using Notion.Databases;

namespace Notion.Server.NotionApi;

/// <summary>Answers with one property of a page: as a list where its type has several values, else as the value.</summary>
internal static class PropertyItemOutput
{
    /// <summary>Null where the page has no such property.</summary>
    /// <param name="page">The page.</param>
    /// <param name="idOrName">The property's id, or its name.</param>
    /// <param name="site">Where this server is.</param>
    public static IResult? Answer(ShownPage page, string idOrName, string site)
    {
        if (page.Row is not { } row) return idOrName == PageOutput.Title ? List(PageOutput.Title, PageOutput.Title, Texts(PageOutput.Title, PageOutput.Title, RichText.From(page.Title), site)) : null;
        if (row.Schema.FindByName(idOrName) is not { Type: not PropertyType.Unknown } property) return null;
        string type = property.Type.ApiName();
        CellValue value = row.Values[property];
        return property.Type switch
        {
            PropertyType.Title or PropertyType.Text => List(property.Id, type, Texts(property.Id, type, value.AsRichText(), site)),
            PropertyType.People or PropertyType.Relation => List(property.Id, type, Items(property, type, value)),
            _ => ApiOutput.Json(writer =>
            {
                WriteHead(writer, property.Id, type);
                RowOutput.WriteValue(writer, property, row.Values, site);
                writer.WriteEndObject();
            }),
        };
    }

    private static IResult List(string id, string type, Action<Utf8JsonWriter> results) => ApiOutput.List("property_item", null, results, writer =>
    {
        writer.WriteStartObject("property_item");
        writer.WriteString("id", id);
        writer.WriteNull("next_url");
        writer.WriteString("type", type);
        writer.WriteStartObject(type);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static Action<Utf8JsonWriter> Texts(string id, string type, RichText text, string site) => writer =>
    {
        foreach (TextRun run in text)
        {
            WriteHead(writer, id, type);
            writer.WritePropertyName(type);
            RichTextOutput.WriteItem(writer, run.Text, run.Marks, site);
            writer.WriteEndObject();
        }
    };

    private static Action<Utf8JsonWriter> Items(DatabaseProperty property, string type, CellValue value) => writer =>
    {
        foreach (string id in value.AsItems())
        {
            WriteHead(writer, property.Id, type);
            writer.WriteStartObject(type);
            if (property.Type == PropertyType.People) writer.WriteString("object", "user");
            writer.WriteString("id", id);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    };

    private static void WriteHead(Utf8JsonWriter writer, string id, string type)
    {
        writer.WriteStartObject();
        writer.WriteString("object", "property_item");
        writer.WriteString("id", id);
        writer.WriteString("type", type);
    }
}
