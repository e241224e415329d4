using System.Text.Json;
using Notion.Crdt;

namespace Notion.Server.NotionApi;

/// <summary><c>table_width</c>: how many columns; fixed once the table is made.</summary>
internal sealed class TableWidthField() : BlockField(BlockProperties.TableWidth.Key)
{
    public const int Max = 100;

    public override void Read(BodyNode payload, BlockDraft draft, References references)
    {
        if (draft.IsNew) draft.Values[Name] = payload.Get(Name).Integer(1, Max);
        else if (payload.Find(Name) is { } width) throw width.Should("not be there: the width of a table stays as it was made");
    }

    public override void Write(Utf8JsonWriter writer, ShownBlock block, BlockOutput output) => writer.WriteNumber(Name, block.TableWidth);
}
