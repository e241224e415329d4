using System.Text.Json;
using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary><c>width_ratio</c>: the share of the width that a column takes.</summary>
internal sealed class WidthRatioField() : BlockField(BlockProperties.WidthRatio.Key)
{
    public override void Read(BodyNode payload, BlockDraft draft, References references)
    {
        if (payload.FindValue(Name) is not { } ratio) return;
        draft.Values[Name] = ratio.Number() is > 0 and <= 1 and var share ? share : throw ratio.Should("be above 0 and at most 1");
    }

    public override void Write(Utf8JsonWriter writer, ShownBlock block, BlockOutput output)
    {
        if (BlockProperties.WidthRatio.Read(block.Value(Name)) is { } ratio && double.IsFinite(ratio)) writer.WriteNumber(Name, ratio);
    }
}
