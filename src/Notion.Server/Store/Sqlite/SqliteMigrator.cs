using System.Globalization;
using System.Reflection;
using Notion.Server.Logging;

namespace Notion.Server.Store.Sqlite;

/// <summary>
/// Brings a database to this version's schema: the embedded files <c>NNNN_name.sql</c>, in order, each in a transaction of its own,
/// each once. A file that was released is never edited; the next change is the next number.
/// </summary>
internal sealed class SqliteMigrator(ILogger logger, TimeProvider time)
{
    private const string Prefix = "Notion.Server.Store.Sqlite.Migrations.";

    public void Migrate(SqliteSession session)
    {
        session.ExecuteScript("CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT");
        long current = session.QueryNumber("SELECT coalesce(max(version), 0) FROM schema_migrations");
        List<Migration> known = Known();
        if (current > known[^1].Version)
            throw new StoreException(StoreErrorCode.Incompatible, $"The data directory was written by a newer version of this server (schema {current}, this one knows {known[^1].Version}). Run that version, or point the data directory elsewhere.");
        foreach (Migration migration in known.Where(migration => migration.Version > current)) Apply(session, migration);
    }

    private void Apply(SqliteSession session, Migration migration)
    {
        session.Execute("BEGIN IMMEDIATE");
        try
        {
            session.ExecuteScript(migration.Sql);
            session.Execute(
                "INSERT INTO schema_migrations (version, name, applied_at) VALUES ($version, $name, $at)",
                ("$version", migration.Version),
                ("$name", migration.Name),
                ("$at", time.GetUtcNow().ToSql()));
            session.Execute("COMMIT");
        }
        catch
        {
            if (session.InTransaction) session.Execute("ROLLBACK");
            throw;
        }
        ServerLog.Migrated(logger, migration.Version, migration.Name);
    }

    private static List<Migration> Known()
    {
        Assembly assembly = typeof(SqliteMigrator).Assembly;
        var migrations = new List<Migration>();
        foreach (string resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            string name = resource[Prefix.Length..^".sql".Length];
            using Stream stream = assembly.GetManifestResourceStream(resource)!;
            using var reader = new StreamReader(stream);
            migrations.Add(new Migration(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name[5..], reader.ReadToEnd()));
        }
        return migrations;
    }

    private sealed record Migration(int Version, string Name, string Sql);
}
