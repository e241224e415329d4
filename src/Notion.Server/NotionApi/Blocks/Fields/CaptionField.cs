using System.Text.Json;
using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary><c>caption</c>: a text of a property.</summary>
internal sealed class CaptionField() : BlockField(BlockTexts.Caption)
{
    public override void Read(BodyNode payload, BlockDraft draft, References references)
    {
        if (payload.FindValue(Name) is { } caption) draft.Texts[Name] = RichTextInput.Read(caption, references);
    }

    public override void Write(Utf8JsonWriter writer, ShownBlock block, BlockOutput output) => RichTextOutput.Write(writer, Name, block.TextOf(Name), output.Site);
}
