using System.Text.Json;
using Notion.Crdt;
using Notion.Server.Rooms;
using Notion.Server.Store;
using Notion.Server.Store.Sql;

namespace Notion.Server.Tests.Running;

/// <summary>What SQL readers see of a page (its blocks, its links to other pages, its title, icon and cover), beside what its document shows.</summary>
internal static class Projections
{
    public static async Task AssertEqualAsync(ISqlDatabase database, Guid page, Document document, string where)
    {
        List<BlockRow> rows = await database.ReadAsync(session => session.QueryAsync(
            "SELECT id, parent_block_id, type, properties, content, position, created_at FROM blocks WHERE page_id = @page",
            row => new BlockRow(row.Id(0), row.OptionalId(1), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Time(6)),
            ("@page", page)));
        PageProjection whole = PageProjector.Whole(document);
        IReadOnlyList<BlockRow> expected = whole.Changed;
        Assert.True(
            expected.OrderBy(row => row.Id).SequenceEqual(rows.OrderBy(row => row.Id), RowsAlike.Instance),
            $"Rows differ from the document ({where}).\nExpected:\n{string.Join('\n', expected.OrderBy(row => row.Id))}\nStored:\n{string.Join('\n', rows.OrderBy(row => row.Id))}");

        List<BlockLink> links = await database.ReadAsync(session => session.QueryAsync(
            "SELECT block_id, target_id FROM page_links WHERE page_id = @page", row => new BlockLink(row.Id(0), row.Id(1)), ("@page", page)));
        Assert.True(
            whole.Links.ToHashSet().SetEquals(links) && links.Count == whole.Links.Count,
            $"Links differ from the document ({where}).\nExpected:\n{string.Join('\n', whole.Links)}\nStored:\n{string.Join('\n', links)}");

        List<(string, string?, string?)> shown = await database.ReadAsync(session => session.QueryAsync(
            "SELECT title, icon, cover_image FROM pages WHERE id = @page", row => (row.Text(0), row.OptionalText(1), row.OptionalText(2)), ("@page", page)));
        Assert.True((whole.Title, whole.Icon, whole.Cover) == Assert.Single(shown), $"The page shows {shown[0]}, and its document {whole.Title}, {whole.Icon}, {whole.Cover} ({where}).");
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
