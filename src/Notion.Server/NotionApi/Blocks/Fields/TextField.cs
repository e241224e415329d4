using System.Text.Json;

namespace Notion.Server.NotionApi;

/// <summary><c>rich_text</c>: the block's own text.</summary>
internal sealed class TextField() : BlockField("rich_text")
{
    public override void Read(BodyNode payload, BlockDraft draft, References references)
    {
        if (Require(payload, draft) is { } text) draft.Text = RichTextInput.Read(text, references);
    }

    public override void Write(Utf8JsonWriter writer, ShownBlock block, BlockOutput output) => RichTextOutput.Write(writer, Name, block.Text, output.Site);
}
