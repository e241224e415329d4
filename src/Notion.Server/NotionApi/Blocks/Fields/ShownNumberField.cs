using System.Text.Json;
using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary>A whole number that answers have only where it is set; not taken from requests.</summary>
internal sealed class ShownNumberField(BlockProperty<long?> property) : BlockField(property.Key)
{
    public override void Read(BodyNode payload, BlockDraft draft, References references)
    {
    }

    public override void Write(Utf8JsonWriter writer, ShownBlock block, BlockOutput output)
    {
        if (property.Read(block.Value(Name)) is { } number) writer.WriteNumber(Name, number);
    }
}
