using System.Text.Json;
using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary>A file that lies elsewhere: <c>external</c>.</summary>
internal sealed class ExternalField() : BlockField("external")
{
    public override void Read(BodyNode payload, BlockDraft draft, References references)
    {
        if (payload.Find("file_upload") is { } upload) throw upload.Should("not be there: uploads are not supported here. Name the address of the file as external");
        if (Require(payload, draft) is { } external) draft.Values[BlockProperties.Url.Key] = IconInput.ReadAddress(external.Get("url"), RichTextInput.MaxUrl);
    }

    public override void Write(Utf8JsonWriter writer, ShownBlock block, BlockOutput output) => ApiOutput.WriteExternal(writer, block.Word(BlockProperties.Url.Key) ?? string.Empty);
}
