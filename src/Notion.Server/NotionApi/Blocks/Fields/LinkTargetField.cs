using System.Text.Json;
using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary>What a <c>link_to_page</c> leads to.</summary>
internal sealed class LinkTargetField() : BlockField("page_id")
{
    private const string DatabaseId = "database_id";

    public override void Read(BodyNode payload, BlockDraft draft, References references)
    {
        if (payload.Find("comment_id") is { } comment) throw comment.Should("not be there: links to comments are not supported here");
        string kind = payload.Find(DatabaseId) is null ? Name : DatabaseId;
        if (!draft.IsNew && payload.Find(kind) is null) return;
        Guid target = payload.Get(kind).Id();
        references.Page(target);
        draft.Values[kind] = target.ToString();
        draft.Values[kind == Name ? DatabaseId : Name] = PropertyValue.Null;
    }

    public override void Write(Utf8JsonWriter writer, ShownBlock block, BlockOutput output)
    {
        string kind = block.Word(DatabaseId) is null ? Name : DatabaseId;
        writer.WriteString("type", kind);
        writer.WriteString(kind, block.Word(kind) ?? string.Empty);
    }
}
