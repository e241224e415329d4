using System.Text.Json;
using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary><c>synced_from</c>: the block whose content is shown here, too; null for an original.</summary>
internal sealed class SyncedFromField() : BlockField("synced_from")
{
    public override void Read(BodyNode payload, BlockDraft draft, References references)
    {
        if (Require(payload, draft) is not { } from) return;
        draft.Values[Name] = from.IsNull ? PropertyValue.Null : references.Block(from.Get("block_id").Id()).ToString();
    }

    public override void Write(Utf8JsonWriter writer, ShownBlock block, BlockOutput output)
    {
        if (block.Word(Name) is { } id) ApiOutput.WriteKind(writer, Name, "block_id", id);
        else writer.WriteNull(Name);
    }
}
