using Notion.Server.Logging;

namespace Notion.Server.Store.Sql;

/// <summary>
/// Brings a database to this version's schema: each step in a transaction of its own, each once. Nobody else may migrate meanwhile, which the caller sees to.
/// A step that fails leaves the session inside its transaction: the caller closes it.
/// </summary>
internal sealed class SqlMigrator(SqlDialect dialect, ILogger logger, TimeProvider time)
{
    private readonly List<SqlMigration> _known = SqlMigration.Of(dialect);

    /// <summary>The schema that this version of the server needs.</summary>
    public int Newest => _known[^1].Version;

    /// <returns>The version that the database had; 0 where it was empty.</returns>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.Incompatible"/>: a newer version of the server wrote it.</exception>
    public async ValueTask<long> MigrateAsync(ISqlSession session)
    {
        await session.ExecuteAsync(dialect == SqlDialect.Sqlite
            ? "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT"
            : "CREATE TABLE IF NOT EXISTS schema_migrations (version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL)").ConfigureAwait(false);
        long current = await CurrentAsync(session).ConfigureAwait(false);
        RefuseNewer(current);
        foreach (SqlMigration migration in _known.Where(migration => migration.Version > current)) await ApplyAsync(session, migration).ConfigureAwait(false);
        return current;
    }

    /// <exception cref="StoreException"><see cref="StoreErrorCode.Incompatible"/>: the database has another schema than this version needs.</exception>
    public async ValueTask<long> CheckAsync(ISqlSession session)
    {
        long current = await session.QueryNumberAsync("SELECT count(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('schema_migrations')").ConfigureAwait(false) == 0
            ? 0
            : await CurrentAsync(session).ConfigureAwait(false);
        RefuseNewer(current);
        if (current < Newest)
            throw new StoreException(StoreErrorCode.Incompatible, $"The database has schema {current}, and this version of the server needs {Newest}. Run it once with the argument migrate, or set Notion:MigrateAtStart.");
        return current;
    }

    private static ValueTask<long> CurrentAsync(ISqlSession session) => session.QueryNumberAsync("SELECT coalesce(max(version), 0) FROM schema_migrations");

    private void RefuseNewer(long current)
    {
        if (current > Newest)
            throw new StoreException(StoreErrorCode.Incompatible, $"The data were written by a newer version of this server (schema {current}, this one knows {Newest}). Run that version, or point this one at other data.");
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
