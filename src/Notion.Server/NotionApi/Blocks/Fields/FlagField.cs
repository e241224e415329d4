using System.Text.Json;

namespace Notion.Server.NotionApi;

/// <summary>A property that is true or false.</summary>
internal sealed class FlagField(string name) : BlockField(name)
{
    public override void Read(BodyNode payload, BlockDraft draft, References references)
    {
        if (payload.FindValue(Name) is { } flag) draft.Values[Name] = flag.Flag();
    }

    public override void Write(Utf8JsonWriter writer, ShownBlock block, BlockOutput output) => writer.WriteBoolean(Name, block.Value(Name) == true);
}
