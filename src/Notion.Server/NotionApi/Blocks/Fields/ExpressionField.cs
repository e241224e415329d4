using System.Text.Json;
using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary><c>expression</c>: the block's own text, as a formula.</summary>
internal sealed class ExpressionField() : BlockField("expression")
{
    public override void Read(BodyNode payload, BlockDraft draft, References references)
    {
        if (Require(payload, draft) is { } expression) draft.Text = RichText.From(expression.Text(RichTextInput.MaxEquation));
    }

    public override void Write(Utf8JsonWriter writer, ShownBlock block, BlockOutput output) => writer.WriteString(Name, block.Text.Text);
}
