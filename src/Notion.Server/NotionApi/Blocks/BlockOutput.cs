using System.Text.Json;
using Notion.Crdt;
using Notion.Server.Store;

namespace Notion.Server.NotionApi;

/// <summary>Writes blocks of one page.</summary>
/// <param name="Page">The page.</param>
/// <param name="Number">Its number.</param>
/// <param name="Version">In which version.</param>
/// <param name="Site">Where this server is.</param>
internal sealed record BlockOutput(Page Page, long Number, ApiVersion Version, string Site)
{
    public Guid IdOf(BlockId block) => block == BlockId.Root ? Page.Id : new BlockReference(Number, block).ToGuid();

    public void Write(Utf8JsonWriter writer, ShownBlock block)
    {
        Guid nobody = Page.CreatedBy ?? Guid.Empty;
        WriteHead(writer, IdOf(block.Id), block.Parent == BlockId.Root ? "page_id" : "block_id", IdOf(block.Parent).ToString());
        ApiOutput.WriteTime(writer, "created_time", block.CreatedAt);
        ApiOutput.WriteTime(writer, "last_edited_time", block.EditedAt);
        ApiOutput.WriteUser(writer, "created_by", block.CreatedBy ?? nobody);
        ApiOutput.WriteUser(writer, "last_edited_by", block.EditedBy ?? block.CreatedBy ?? nobody);
        WriteState(writer, block.HasChildren, block.IsInTrash);
        string type = block.Type is null or { IsCreatable: false } ? "unsupported" : block.Type.Name;
        writer.WriteString("type", type);
        writer.WriteStartObject(type);
        if (type == "unsupported") writer.WriteString("block_type", block.Kind);
        else foreach (BlockField field in block.Type!.Fields) field.Write(writer, block, this);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>A page, as the block that it is in the page above it.</summary>
    public static void WriteChildPage(Utf8JsonWriter writer, ShownPage page, ApiVersion version)
    {
        if (page.Parent is { } parent) WriteHead(writer, page.Page.Id, "page_id", parent.ToString());
        else WriteHead(writer, page.Page.Id, "workspace", null);
        ApiOutput.WriteTime(writer, "created_time", page.Page.CreatedAt);
        ApiOutput.WriteTime(writer, "last_edited_time", page.Page.UpdatedAt);
        ApiOutput.WriteUser(writer, "created_by", page.Page.CreatedBy ?? Guid.Empty);
        ApiOutput.WriteUser(writer, "last_edited_by", page.EditedBy ?? page.Page.CreatedBy ?? Guid.Empty);
        WriteState(writer, page.HasContent, page.IsInTrash, version);
        string type = page.Schema is null ? ApiBlockTypes.ChildPage.Name : "child_database";
        writer.WriteString("type", type);
        writer.WriteStartObject(type);
        writer.WriteString("title", page.Title);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>What lies where: in a page, a block, or at the top of a workspace.</summary>
    public static void WriteParent(Utf8JsonWriter writer, string kind, string? id)
    {
        writer.WriteStartObject("parent");
        writer.WriteString("type", kind);
        if (id is null) writer.WriteBoolean(kind, true);
        else writer.WriteString(kind, id);
        writer.WriteEndObject();
    }

    public static void WriteTrash(Utf8JsonWriter writer, bool isInTrash, ApiVersion version)
    {
        if (version < ApiVersion.V20260311) writer.WriteBoolean("archived", isInTrash);
        writer.WriteBoolean("in_trash", isInTrash);
    }

    private static void WriteHead(Utf8JsonWriter writer, Guid id, string parentKind, string? parent)
    {
        writer.WriteStartObject();
        writer.WriteString("object", "block");
        writer.WriteString("id", id);
        WriteParent(writer, parentKind, parent);
    }

    private static void WriteState(Utf8JsonWriter writer, bool hasChildren, bool isInTrash, ApiVersion version)
    {
        writer.WriteBoolean("has_children", hasChildren);
        WriteTrash(writer, isInTrash, version);
    }

    private void WriteState(Utf8JsonWriter writer, bool hasChildren, bool isInTrash) => WriteState(writer, hasChildren, isInTrash, Version);
}
