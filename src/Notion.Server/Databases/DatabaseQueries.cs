using Notion.Databases;
using Notion.Server.Permissions;
using Notion.Server.Store.Sql;

namespace Notion.Server.Databases;

/// <summary>Queries databases for somebody: only what they may see is found, counted, or paged over.</summary>
/// <remarks>A row inherits its access from its database, so what counts for that counts for all rows but those that say something themselves: these are asked about one by one, and hidden ones left out of the statement.</remarks>
internal sealed class DatabaseQueries(ISqlDatabase database, SqlRowQueries rows, PageGuard guard, TimeProvider time)
{
    private const int Batch = 500;

    /// <summary>The schema as the last commit left it; null where there is no such database for the asker, or it is in the trash.</summary>
    public async Task<DatabaseSchema?> FindSchemaAsync(Guid databaseId, Asker asker, CancellationToken cancellation)
    {
        if (await guard.FindAsync(databaseId, asker, cancellation).ConfigureAwait(false) is not { Decision.IsInTrash: false }) return null;
        string? schema = await database.ReadAsync(
            session => session.QueryFirstAsync("SELECT properties_schema FROM pages WHERE id = @page AND properties_schema IS NOT NULL", row => row.Text(0), ("@page", databaseId)),
            cancellation).ConfigureAwait(false);
        return schema is null ? null : SchemaJson.Read(schema);
    }

    /// <summary>The next rows.</summary>
    /// <returns>The schema that the rows were found by, and the rows; null where there is no such database for the asker.</returns>
    /// <exception cref="DatabaseException">The query does not fit the schema, or the cursor the query.</exception>
    public async Task<(DatabaseSchema Schema, RowPage Page)?> QueryAsync(Guid databaseId, RowQuery query, Asker asker, string? cursor, int pageSize, CancellationToken cancellation)
    {
        if (await FindSchemaAsync(databaseId, asker, cancellation).ConfigureAwait(false) is not { } schema) return null;
        RowPlan plan = RowPlanner.Plan(schema, query, time.GetUtcNow());
        RowScope scope = await ScopeAsync(databaseId, asker, cancellation).ConfigureAwait(false);
        return (schema, await rows.QueryAsync(scope, plan, cursor, pageSize, cancellation).ConfigureAwait(false));
    }

    /// <summary>The groups of a board, each with its first rows.</summary>
    /// <exception cref="DatabaseException">The query or the grouping does not fit the schema.</exception>
    public async Task<(DatabaseSchema Schema, IReadOnlyList<RowGroup> Groups)?> GroupAsync(
        Guid databaseId, RowQuery query, string property, Asker asker, int pageSize, CancellationToken cancellation)
    {
        if (await FindSchemaAsync(databaseId, asker, cancellation).ConfigureAwait(false) is not { } schema) return null;
        RowPlan plan = RowPlanner.Plan(schema, query, time.GetUtcNow());
        RowGrouping grouping = RowPlanner.Group(schema, property);
        RowScope scope = await ScopeAsync(databaseId, asker, cancellation).ConfigureAwait(false);
        return (schema, await rows.GroupAsync(scope, plan, grouping, pageSize, cancellation).ConfigureAwait(false));
    }

    private async Task<RowScope> ScopeAsync(Guid databaseId, Asker asker, CancellationToken cancellation)
    {
        List<Guid> apart = await database.ReadAsync(
            session => session.QueryAsync(
                $"SELECT id FROM pages WHERE parent_id = @page AND says_access{(session.Dialect == SqlDialect.Sqlite ? " = 1" : string.Empty)} AND trashed_at IS NULL", row => row.Id(0), ("@page", databaseId)),
            cancellation).ConfigureAwait(false);
        var hidden = new List<Guid>();
        foreach (Guid[] some in apart.Chunk(Batch))
        {
            IReadOnlyDictionary<Guid, VisiblePage> seen = await guard.SeeAsync(some, asker, cancellation).ConfigureAwait(false);
            hidden.AddRange(some.Where(id => !seen.ContainsKey(id)));
        }
        return new RowScope(databaseId, hidden);
    }
}
