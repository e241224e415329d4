using System.Text.Json;
using Notion.Crdt;
using Notion.Databases;

namespace Notion.Server.NotionApi;

/// <summary>Writes databases, and their data sources. Here a database has one data source, which has its id.</summary>
internal static class DatabaseOutput
{
    public static void WriteDatabase(Utf8JsonWriter writer, ShownPage page, DatabaseSchema schema, ApiRequest request)
    {
        WriteHead(writer, "database", page, request);
        WriteParent(writer, "parent", page);
        writer.WriteBoolean("is_locked", false);
        if (request.Version == ApiVersion.V20220628)
        {
            WritePeople(writer, page);
            SchemaOutput.Write(writer, schema);
        }
        else
        {
            writer.WriteStartArray("data_sources");
            writer.WriteStartObject();
            writer.WriteString("id", page.Page.Id);
            writer.WriteString("name", page.Title);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    public static void WriteDataSource(Utf8JsonWriter writer, ShownPage page, DatabaseSchema schema, ApiRequest request)
    {
        WriteHead(writer, "data_source", page, request);
        BlockOutput.WriteParent(writer, "database_id", page.Page.Id.ToString());
        WriteParent(writer, "database_parent", page);
        WritePeople(writer, page);
        SchemaOutput.Write(writer, schema);
        writer.WriteEndObject();
    }

    /// <summary>A page as lists of the version have it: a database as its data source, or as itself where there are none.</summary>
    public static void WriteAny(Utf8JsonWriter writer, ShownPage page, ApiRequest request)
    {
        if (page.Schema is not { } schema) PageOutput.Write(writer, page, request);
        else if (request.Version == ApiVersion.V20220628) WriteDatabase(writer, page, schema, request);
        else WriteDataSource(writer, page, schema, request);
    }

    private static void WriteHead(Utf8JsonWriter writer, string kind, ShownPage page, ApiRequest request)
    {
        writer.WriteStartObject();
        writer.WriteString("object", kind);
        writer.WriteString("id", page.Page.Id);
        RichTextOutput.Write(writer, "title", RichText.From(page.Title), request.Site);
        RichTextOutput.Write(writer, "description", RichText.Empty, request.Site);
        writer.WriteBoolean("is_inline", false);
        BlockOutput.WriteTrash(writer, page.IsInTrash, request.Version);
        ApiOutput.WriteTime(writer, "created_time", page.Page.CreatedAt);
        ApiOutput.WriteTime(writer, "last_edited_time", page.Page.UpdatedAt);
        ApiOutput.WriteIcon(writer, "icon", page.Page.Icon);
        ApiOutput.WriteExternal(writer, "cover", page.Page.Cover);
        writer.WriteString("url", $"{request.Site}/p/{page.Page.Id}");
        writer.WriteNull("public_url");
    }

    private static void WritePeople(Utf8JsonWriter writer, ShownPage page)
    {
        ApiOutput.WriteUser(writer, "created_by", page.Page.CreatedBy ?? Guid.Empty);
        ApiOutput.WriteUser(writer, "last_edited_by", page.EditedBy ?? page.Page.CreatedBy ?? Guid.Empty);
    }

    private static void WriteParent(Utf8JsonWriter writer, string name, ShownPage page)
    {
        writer.WriteStartObject(name);
        writer.WriteString("type", page.Parent is null ? "workspace" : "page_id");
        if (page.Parent is { } parent) writer.WriteString("page_id", parent);
        else writer.WriteBoolean("workspace", true);
        writer.WriteEndObject();
    }
}
