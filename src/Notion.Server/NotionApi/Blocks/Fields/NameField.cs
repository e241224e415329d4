using System.Text.Json;
using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary><c>name</c>: what a file is called; where nobody says, the end of its address.</summary>
internal sealed class NameField() : BlockField(BlockProperties.Name.Key)
{
    private const int MaxName = 900;

    public override void Read(BodyNode payload, BlockDraft draft, References references)
    {
        if (payload.FindValue(Name) is { } name) draft.Values[Name] = name.Text(MaxName);
    }

    public override void Write(Utf8JsonWriter writer, ShownBlock block, BlockOutput output) =>
        writer.WriteString(Name, block.Word(Name) ?? (Uri.TryCreate(block.Word(BlockProperties.Url.Key), UriKind.Absolute, out Uri? url) ? Uri.UnescapeDataString(url.Segments[^1]) : string.Empty));
}
