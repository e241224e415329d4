using System.Text.Json;
using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary><c>icon</c>: an emoji, or the address of a picture.</summary>
internal sealed class IconField() : BlockField(BlockProperties.Icon.Key)
{
    public override void Read(BodyNode payload, BlockDraft draft, References references)
    {
        if (payload.Find(Name) is { } icon) draft.Values[Name] = IconInput.ReadIcon(icon) is { Length: > 0 } value ? value : PropertyValue.Null;
    }

    public override void Write(Utf8JsonWriter writer, ShownBlock block, BlockOutput output) => ApiOutput.WriteIcon(writer, Name, block.Word(Name));
}
