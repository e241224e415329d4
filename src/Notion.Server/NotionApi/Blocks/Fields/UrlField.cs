using System.Text.Json;
using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary><c>url</c>: what a bookmark or an embed shows.</summary>
internal sealed class UrlField() : BlockField(BlockProperties.Url.Key)
{
    public override void Read(BodyNode payload, BlockDraft draft, References references)
    {
        if (Require(payload, draft) is { } url) draft.Values[Name] = IconInput.ReadAddress(url, RichTextInput.MaxUrl);
    }

    public override void Write(Utf8JsonWriter writer, ShownBlock block, BlockOutput output) => writer.WriteString(Name, block.Word(Name) ?? string.Empty);
}
