using Notion.Server.Permissions;
using Notion.Server.Store.Sql;

namespace Notion.Server.NotionApi;

/// <summary>Gathers what answers tell of pages beside what the guard knows.</summary>
internal sealed class PageReader(ISqlDatabase database, PageGuard guard)
{
    public async Task<ShownPage> ReadAsync(VisiblePage page, Asker asker, CancellationToken cancellation) => (await ReadAsync([page], asker, cancellation))[0];

    /// <summary>In the order given.</summary>
    public async Task<IReadOnlyList<ShownPage>> ReadAsync(IReadOnlyList<VisiblePage> pages, Asker asker, CancellationToken cancellation)
    {
        if (pages.Count == 0) return [];
        IReadOnlyDictionary<Guid, VisiblePage> parents = await guard.SeeAsync([.. pages.Select(page => page.Page.ParentId).OfType<Guid>().Distinct()], asker, cancellation);
        Dictionary<Guid, (Guid? EditedBy, bool HasContent)> details = (await database.ReadAsync(
            session => session.QueryAsync(
                $"""
                SELECT p.id, coalesce(p.updated_by, p.created_by),
                    EXISTS (SELECT 1 FROM blocks b WHERE b.page_id = p.id) OR EXISTS (SELECT 1 FROM pages s WHERE s.parent_id = p.id AND s.trashed_at IS NULL AND s.is_restricted = @no)
                FROM pages p WHERE p.id {SqlText.OneOf(session.Dialect, "@pages")}
                """,
                row => (Id: row.Id(0), EditedBy: row.OptionalId(1), HasContent: row.Flag(2)),
                ("@pages", pages.Select(page => page.Page.Id).ToArray()),
                ("@no", false)),
            cancellation)).ToDictionary(row => row.Id, row => (row.EditedBy, row.HasContent));
        return
        [
            .. pages.Select(page =>
            {
                (Guid? editedBy, bool hasContent) = details.GetValueOrDefault(page.Page.Id);
                Guid? parent = page.Page.ParentId is { } above && parents.ContainsKey(above) ? above : null;
                return new ShownPage(page.Page, parent, editedBy, hasContent, page.Decision.IsInTrash);
            }),
        ];
    }
}
