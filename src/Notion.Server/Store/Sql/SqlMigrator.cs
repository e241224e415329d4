using Notion.Server.Logging;

namespace Notion.Server.Store.Sql;

/// <summary>
/// Brings a database to this version's schema: each step in a transaction of its own, each once. Nobody else may migrate meanwhile, which the caller sees to.
/// A step that fails leaves the session inside its transaction: the caller closes it.
/// </summary>
internal sealed class SqlMigrator(SqlDialect dialect, ILogger logger, TimeProvider time)
{
    private readonly List<SqlMigration> _known = SqlMigration.Of(dialect);

    /// <exception cref="StoreException"><see cref="StoreErrorCode.Incompatible"/>: a newer version of the server wrote it.</exception>
    public async ValueTask MigrateAsync(ISqlSession session)
    {
        await session.ExecuteAsync(dialect == SqlDialect.Sqlite
            ? "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT"
            : "CREATE TABLE IF NOT EXISTS schema_migrations (version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL)").ConfigureAwait(false);
        HashSet<long> applied = await AppliedAsync(session).ConfigureAwait(false);
        foreach (SqlMigration migration in _known.Where(migration => !applied.Contains(migration.Version))) await ApplyAsync(session, migration).ConfigureAwait(false);
    }

    /// <exception cref="StoreException"><see cref="StoreErrorCode.Incompatible"/>: the database has another schema than this version needs.</exception>
    public async ValueTask CheckAsync(ISqlSession session)
    {
        bool isEmpty = await session.QueryNumberAsync("SELECT count(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('schema_migrations')").ConfigureAwait(false) == 0;
        HashSet<long> applied = isEmpty ? [] : await AppliedAsync(session).ConfigureAwait(false);
        if (_known.Find(migration => !applied.Contains(migration.Version)) is { } missing)
            throw new StoreException(StoreErrorCode.Incompatible, $"The schema of the database is older than this version of the server: it lacks {missing.Version} ({missing.Name}). Run the server once with the argument migrate, or set Notion:MigrateAtStart.");
    }

    private async ValueTask<HashSet<long>> AppliedAsync(ISqlSession session)
    {
        List<long> applied = await session.QueryAsync("SELECT version FROM schema_migrations ORDER BY version", row => row.Number(0)).ConfigureAwait(false);
        if (applied is [.., var last] && last > _known[^1].Version)
            throw new StoreException(StoreErrorCode.Incompatible, $"The data were written by a newer version of this server (schema {last}, this one knows {_known[^1].Version}). Run that version, or point this one at other data.");
        return [.. applied];
    }

    private async ValueTask ApplyAsync(ISqlSession session, SqlMigration migration)
    {
        await session.ExecuteAsync(dialect == SqlDialect.Sqlite ? "BEGIN IMMEDIATE" : "BEGIN").ConfigureAwait(false);
        await session.ExecuteAsync(migration.Script).ConfigureAwait(false);
        await session.ExecuteAsync(
            "INSERT INTO schema_migrations (version, name, applied_at) VALUES (@version, @name, @at)",
            ("@version", migration.Version),
            ("@name", migration.Name),
            ("@at", time.GetUtcNow())).ConfigureAwait(false);
        await session.ExecuteAsync("COMMIT").ConfigureAwait(false);
        ServerLog.Migrated(logger, migration.Version, migration.Name);
    }
}
