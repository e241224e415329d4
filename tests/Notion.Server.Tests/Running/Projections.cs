using System.Text.Json;
using Notion.Crdt;
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
    }

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
