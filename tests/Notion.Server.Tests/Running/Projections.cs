using System.Text.Json;
using Notion.Crdt;
using Notion.Server.Databases;
using Notion.Server.Rooms;
using Notion.Server.Store;
using Notion.Server.Store.Sql;

namespace Notion.Server.Tests.Running;

/// <summary>What SQL readers see of a page, beside what its document shows.</summary>
internal static class Projections
{
    public static async Task AssertEqualAsync(ISqlDatabase database, Guid page, Document document, string where)
    {
        List<BlockRow> rows = await database.ReadAsync(session => session.QueryAsync(
            "SELECT id, parent_block_id, type, properties, content, position, created_at FROM blocks WHERE page_id = @page",
            row => new BlockRow(row.Id(0), row.OptionalId(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Time(6)),
            ("@page", page)));
        IReadOnlyList<BlockRow> expected = PageProjector.Whole(document).Changed;
        Assert.True(
            expected.OrderBy(row => row.Id).SequenceEqual(rows.OrderBy(row => row.Id), RowsAlike.Instance),
            $"Rows differ from the document ({where}).\nExpected:\n{string.Join('\n', expected.OrderBy(row => row.Id))}\nStored:\n{string.Join('\n', rows.OrderBy(row => row.Id))}");
        await AssertValuesEqualAsync(database, page, document, where);
    }

    /// <summary>What filters and sorts read, and the schema, beside what the document says now.</summary>
    public static async Task AssertValuesEqualAsync(ISqlDatabase database, Guid page, Document document, string where)
    {
        List<RowEntry> entries = await database.ReadAsync(session => session.QueryAsync(
            "SELECT slot, item, text, sort_text, number, json FROM row_values WHERE page_id = @page",
            row => new RowEntry(row.Text(0), row.Text(1), row.OptionalText(2), row.OptionalText(3), row.IsNull(4) ? null : row.Real(4), row.OptionalText(5)),
            ("@page", page)));
        RowProjection expected = RowProjector.Project(document);
        Assert.True(
            Draw(expected.Entries) == Draw(entries),
            $"Values differ from the document ({where}).\nExpected:\n{Draw(expected.Entries)}\nStored:\n{Draw(entries)}");
        List<string> schemas = await database.ReadAsync(session => session.QueryAsync(
            "SELECT properties_schema FROM pages WHERE id = @page AND properties_schema IS NOT NULL", row => row.Text(0), ("@page", page)));
        Assert.Equal(expected.Schema is null, schemas.Count == 0);
        if (expected.Schema is not null) Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected.Schema), JsonElement.Parse(schemas[0])));
    }

    /// <summary>JSON as it reads, not as it is spelled; PostgreSQL keeps no U+0000.</summary>
    private static string Draw(IEnumerable<RowEntry> entries) => string.Join('\n', entries
        .Select(entry => entry with { Json = entry.Json is null ? null : Canonical(JsonElement.Parse(entry.Json)) })
        .Select(entry => $"{entry.Slot}|{entry.Item}|{entry.Text}|{entry.SortText}|{entry.Number:R}|{entry.Json}")
        .Order(StringComparer.Ordinal));

    private static string Canonical(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', json.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal).Select(property => $"{property.Name}:{Canonical(property.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', json.EnumerateArray().Select(Canonical))}]",
        JsonValueKind.Number => json.GetDouble().ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        _ => json.ToString().Replace('\0', '\ufffd'),
    };

    /// <summary>The same row, in whichever of its spellings an engine keeps JSON.</summary>
    private sealed class RowsAlike : IEqualityComparer<BlockRow>
    {
        public static RowsAlike Instance { get; } = new();

        public bool Equals(BlockRow? x, BlockRow? y) =>
            x! with { Properties = "", Content = "" } == y! with { Properties = "", Content = "" } && Same(x.Properties, y.Properties) && Same(x.Content, y.Content);

        public int GetHashCode(BlockRow row) => row.Id.GetHashCode();

        private static bool Same(string a, string b) => JsonElement.DeepEquals(JsonElement.Parse(a), JsonElement.Parse(b));
    }
}
