using System.Text.Json;
using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary>Writes pages.</summary>
internal static class PageOutput
{
    /// <summary>The name and the id of the only property that a page outside databases has.</summary>
    public const string Title = "title";

    public static void Write(Utf8JsonWriter writer, ShownPage page, ApiRequest request)
    {
        writer.WriteStartObject();
        writer.WriteString("object", "page");
        writer.WriteString("id", page.Page.Id);
        ApiOutput.WriteTime(writer, "created_time", page.Page.CreatedAt);
        ApiOutput.WriteTime(writer, "last_edited_time", page.Page.UpdatedAt);
        ApiOutput.WriteUser(writer, "created_by", page.Page.CreatedBy ?? Guid.Empty);
        ApiOutput.WriteUser(writer, "last_edited_by", page.EditedBy ?? page.Page.CreatedBy ?? Guid.Empty);
        ApiOutput.WriteExternal(writer, "cover", page.Page.Cover);
        ApiOutput.WriteIcon(writer, "icon", page.Page.Icon);
        WriteParent(writer, page, request.Version);
        BlockOutput.WriteTrash(writer, page.IsInTrash, request.Version);
        writer.WriteBoolean("is_archived", page.IsInTrash);
        writer.WriteBoolean("is_locked", false);
        writer.WriteStartObject("properties");
        if (page.Row is { } row)
        {
            RowOutput.Write(writer, row.Schema, row.Values, request.Site);
        }
        else
        {
            writer.WriteStartObject(Title);
            writer.WriteString("id", Title);
            writer.WriteString("type", Title);
            RichTextOutput.Write(writer, Title, RichText.From(page.Title), request.Site);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
        writer.WriteString("url", $"{request.Site}/p/{page.Page.Id}");
        writer.WriteNull("public_url");
        writer.WriteEndObject();
    }

    private static void WriteParent(Utf8JsonWriter writer, ShownPage page, ApiVersion version)
    {
        if (page.Row is not { } row)
        {
            BlockOutput.WriteParent(writer, page.Parent is null ? "workspace" : "page_id", page.Parent?.ToString());
            return;
        }
        if (version == ApiVersion.V20220628)
        {
            BlockOutput.WriteParent(writer, "database_id", row.DatabaseId.ToString());
            return;
        }
        writer.WriteStartObject("parent");
        writer.WriteString("type", "data_source_id");
        writer.WriteString("data_source_id", row.DatabaseId);
        writer.WriteString("database_id", row.DatabaseId);
        writer.WriteEndObject();
    }
}
