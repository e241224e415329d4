using Notion.Databases;
using Notion.Server.Databases;
using Notion.Server.Permissions;
using Notion.Server.Store.Sql;

namespace Notion.Server.NotionApi;

/// <summary>Gathers what answers tell of pages beside what the guard knows: who edited them, schemas of databases, values of rows.</summary>
internal sealed class PageReader(ISqlDatabase database, PageGuard guard)
{
    public async Task<ShownPage> ReadAsync(VisiblePage page, Asker asker, CancellationToken cancellation) => (await ReadAsync([page], asker, cancellation))[0];

    /// <summary>In the order given.</summary>
    public async Task<IReadOnlyList<ShownPage>> ReadAsync(IReadOnlyList<VisiblePage> pages, Asker asker, CancellationToken cancellation)
    {
        if (pages.Count == 0) return [];
        IReadOnlyDictionary<Guid, VisiblePage> parents = await guard.SeeAsync([.. pages.Select(page => page.Page.ParentId).OfType<Guid>().Distinct()], asker, cancellation);
        Guid[] ids = [.. pages.Select(page => page.Page.Id)];
        return await database.ReadAsync<IReadOnlyList<ShownPage>>(
            async session =>
            {
                Dictionary<Guid, Details> details = await ReadDetailsAsync(session, ids);
                Dictionary<Guid, DatabaseSchema> schemas = await ReadSchemasAsync(session, [.. ids.Concat(parents.Keys).Distinct()]);
                Guid[] rows = [.. pages.Where(page => page.Page.ParentId is { } above && schemas.ContainsKey(above)).Select(page => page.Page.Id)];
                Dictionary<Guid, DatabaseRow> values = await SqlRowQueries.LoadAsync(session, rows);
                return
                [
                    .. pages.Select(page =>
                    {
                        Guid? parent = page.Page.ParentId is { } above && parents.ContainsKey(above) ? above : null;
                        Details found = details.GetValueOrDefault(page.Page.Id);
                        DatabaseSchema? schema = schemas.GetValueOrDefault(page.Page.Id);
                        return new ShownPage(page.Page, parent, found.EditedBy, schema is null && found.HasContent, page.Decision.IsInTrash)
                        {
                            Schema = schema,
                            Row = parent is { } id && schemas.TryGetValue(id, out DatabaseSchema? ofRow) && values.TryGetValue(page.Page.Id, out DatabaseRow? row) ? new RowOfDatabase(id, ofRow, row) : null,
                        };
                    }),
                ];
            },
            cancellation);
    }

    private static async ValueTask<Dictionary<Guid, Details>> ReadDetailsAsync(ISqlSession session, Guid[] ids) => (await session.QueryAsync(
        $"""
        SELECT p.id, coalesce(p.updated_by, p.created_by),
            EXISTS (SELECT 1 FROM blocks b WHERE b.page_id = p.id) OR EXISTS (SELECT 1 FROM pages s WHERE s.parent_id = p.id AND s.trashed_at IS NULL AND s.is_restricted = @no)
        FROM pages p WHERE p.id {SqlText.OneOf(session.Dialect, "@pages")}
        """,
        row => (Id: row.Id(0), new Details(row.OptionalId(1), row.Flag(2))),
        ("@pages", ids),
        ("@no", false))).ToDictionary(row => row.Id, row => row.Item2);

    private static async ValueTask<Dictionary<Guid, DatabaseSchema>> ReadSchemasAsync(ISqlSession session, Guid[] ids) => (await session.QueryAsync(
        $"SELECT id, properties_schema FROM pages WHERE id {SqlText.OneOf(session.Dialect, "@pages")} AND properties_schema IS NOT NULL",
        row => (Id: row.Id(0), Schema: row.Text(1)),
        ("@pages", ids))).ToDictionary(row => row.Id, row => SchemaJson.Read(row.Schema));

    private readonly record struct Details(Guid? EditedBy, bool HasContent);
}
