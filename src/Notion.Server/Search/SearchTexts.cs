using System.Text;
using System.Text.Json;
using Notion.Server.Store.Sql;

namespace Notion.Server.Search;

/// <summary>Reads what is searched, and what is shown of it, from the projections.</summary>
internal static class SearchTexts
{
    /// <summary>The texts that there are of these, with their workspaces; a hit that has none is gone.</summary>
    public static async ValueTask<Dictionary<SearchHit, (Guid WorkspaceId, string Text)>> ReadAsync(ISqlSession session, IReadOnlyCollection<SearchHit> wanted)
    {
        var texts = new Dictionary<SearchHit, (Guid, string)>();
        Guid[] pages = [.. wanted.Select(hit => hit.PageId).Distinct()];
        Guid[] blocks = [.. wanted.Where(hit => hit.BlockId != Guid.Empty).Select(hit => hit.BlockId).Distinct()];
        var workspaces = new Dictionary<Guid, Guid>();
        foreach ((Guid page, Guid workspace, string title) in await session.QueryAsync(
            $"SELECT id, workspace_id, title FROM pages WHERE id {SqlText.OneOf(session.Dialect, "@pages")}",
            row => (row.Id(0), row.Id(1), row.Text(2)),
            ("@pages", pages)).ConfigureAwait(false))
        {
            workspaces[page] = workspace;
            texts[new SearchHit(page, Guid.Empty)] = (workspace, title);
        }
        if (blocks.Length == 0) return texts;
        foreach ((Guid page, Guid block, string content) in await session.QueryAsync(
            $"SELECT page_id, id, content FROM blocks WHERE page_id {SqlText.OneOf(session.Dialect, "@pages")} AND id {SqlText.OneOf(session.Dialect, "@blocks")}",
            row => (row.Id(0), row.Id(1), row.Text(2)),
            ("@pages", pages),
            ("@blocks", blocks)).ConfigureAwait(false))
            texts[new SearchHit(page, block)] = (workspaces[page], TextOf(content));
        return texts;
    }

    /// <summary>The text of a block's rich text runs.</summary>
    private static string TextOf(string content)
    {
        var text = new StringBuilder();
        using JsonDocument runs = JsonDocument.Parse(content);
        foreach (JsonElement run in runs.RootElement.EnumerateArray())
            if (run.ValueKind == JsonValueKind.Object && run.TryGetProperty("text", out JsonElement part) && part.ValueKind == JsonValueKind.String) text.Append(part.GetString());
        return text.ToString();
    }
}
