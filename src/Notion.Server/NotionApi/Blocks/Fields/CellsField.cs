using System.Text.Json;
using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary><c>cells</c>: texts of properties, one for each column.</summary>
internal sealed class CellsField() : BlockField("cells")
{
    public override void Read(BodyNode payload, BlockDraft draft, References references)
    {
        if (Require(payload, draft) is not { } cells) return;
        List<BodyNode> items = cells.Items(TableWidthField.Max);
        for (int column = 0; column < items.Count; column++) draft.Texts[BlockTexts.Cell(column)] = RichTextInput.Read(items[column], references);
        draft.Cells = items.Count;
    }

    public override void Write(Utf8JsonWriter writer, ShownBlock block, BlockOutput output)
    {
        writer.WriteStartArray(Name);
        for (int column = 0; column < block.TableWidth; column++)
        {
            writer.WriteStartArray();
            RichTextOutput.WriteItems(writer, block.TextOf(BlockTexts.Cell(column)), output.Site);
            writer.WriteEndArray();
        }
        writer.WriteEndArray();
    }
}
