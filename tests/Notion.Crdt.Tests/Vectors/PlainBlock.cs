using System.Text.Json.Nodes;

namespace Notion.Crdt.Tests.Vectors;

/// <summary>
/// What a page shows as JSON that needs no knowledge of this library: the page, then its blocks from top to bottom, each with id, parent, level, type, plain text, properties, and the texts of
/// properties. An integer that a double does not hold whole is a string; marks, sets, counters and lost values are left out.
/// </summary>
internal static class PlainBlock
{
    private const long MaxWhole = (1L << 53) - 1;

    public static JsonArray PageOf(Document document)
    {
        JsonArray page = [Of(document.Root, null, 0, "page", "")];
        var levels = new Dictionary<BlockId, int> { [BlockId.Root] = 0 };
        foreach (Block block in document.EnumerateBlocks())
        {
            BlockId parent = block.Parent!.Value.Id;
            int level = levels[block.Id] = levels[parent] + 1;
            page.Add((JsonNode)Of(block, parent, level, block.Type, block.Text));
        }
        return page;
    }

    private static JsonObject Of(Block block, BlockId? parent, int level, string type, string text) => new()
    {
        ["id"] = block.Id.ToString(),
        ["parent"] = parent?.ToString(),
        ["level"] = level,
        ["type"] = type,
        ["text"] = text,
        ["properties"] = new JsonObject(block.Properties.Select(property => KeyValuePair.Create(property.Key, ValueOf(property.Value)))),
        ["texts"] = new JsonObject(block.PropertyTexts.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value.Text))),
    };

    private static JsonNode? ValueOf(PropertyValue value) => value.Kind switch
    {
        PropertyKind.Boolean => value.AsBoolean(),
        PropertyKind.Integer => value.AsInteger() is >= -MaxWhole and <= MaxWhole and long number ? number : $"{value.AsInteger()}",
        PropertyKind.Number => value.AsNumber(),
        PropertyKind.String => value.AsString(),
        _ => null,
    };
}
