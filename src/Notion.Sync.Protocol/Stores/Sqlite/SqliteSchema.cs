using Microsoft.Data.Sqlite;

namespace Notion.Sync.Protocol;

/// <summary>The tables of a <see cref="SqliteChangeStore"/>, and which files are such stores: by SQLite's <c>application_id</c> and <c>user_version</c>.</summary>
internal static class SqliteSchema
{
    /// <summary>"ncrd".</summary>
    public const int ApplicationId = 0x6e637264;

    public const int Version = 4;

    /// <summary>The last version that neither marked what was refused nor remembered writes.</summary>
    private const int VersionWithoutWrites = 3;

    /// <summary>The last version whose rows had no owner and whose files had no <c>application_id</c>.</summary>
    private const int VersionWithoutOwners = 2;

    private const string WithoutOwners = "CREATE TABLE IF NOT EXISTS creations (page BLOB PRIMARY KEY, create_in BLOB NOT NULL) WITHOUT ROWID;";

    private const string AddOwners = """
        ALTER TABLE updates ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE pending ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;
        DROP INDEX updates_by_page;
        DROP INDEX pending_by_page;
        ALTER TABLE creations RENAME TO earlier_creations;
        """;

    private const string AddRefusals = "ALTER TABLE pending ADD COLUMN refused INTEGER;";

    private const string Tables = """
        CREATE TABLE IF NOT EXISTS owners (id INTEGER PRIMARY KEY AUTOINCREMENT, is_taken INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE IF NOT EXISTS updates (id INTEGER PRIMARY KEY AUTOINCREMENT, page BLOB NOT NULL, owner INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS updates_by_page ON updates (page, owner, id);
        CREATE TABLE IF NOT EXISTS pending (
            id INTEGER PRIMARY KEY, page BLOB NOT NULL, owner INTEGER NOT NULL, replica INTEGER NOT NULL, counter_end INTEGER NOT NULL, body BLOB NOT NULL, refused INTEGER);
        CREATE INDEX IF NOT EXISTS pending_by_page ON pending (page, owner, id);
        CREATE TABLE IF NOT EXISTS creations (page BLOB NOT NULL, owner INTEGER NOT NULL, create_in BLOB NOT NULL, PRIMARY KEY (page, owner)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS writes (id INTEGER PRIMARY KEY AUTOINCREMENT, page BLOB NOT NULL, writer INTEGER NOT NULL, number INTEGER NOT NULL, first_id INTEGER NOT NULL, UNIQUE (page, writer));
        """;

    private const string TakeCreationsAlong = """
        INSERT INTO creations (page, owner, create_in) SELECT page, 0, create_in FROM earlier_creations;
        DROP TABLE earlier_creations;
        """;

    /// <summary>Refuses a file that is no store, or of a later version, without touching it.</summary>
    /// <returns>The version of the file; 0 for a new one.</returns>
    /// <exception cref="ChangeStoreException">It is such a file.</exception>
    public static long Check(SqliteCommand command)
    {
        long application = Number(command, "PRAGMA application_id");
        long version = Number(command, "PRAGMA user_version");
        bool isNew = application == 0 && version == 0 && Number(command, "SELECT count(*) FROM sqlite_schema") == 0;
        bool isEarly = application == 0 && version is > 0 and <= VersionWithoutOwners && Number(command, "SELECT count(*) FROM sqlite_schema WHERE name IN ('updates', 'pending')") == 2;
        if (isNew || isEarly) return version;
        if (application != ApplicationId)
            throw new ChangeStoreException(ChangeStoreErrorCode.Foreign, "The file is a database of another application. It was left alone; take another file.");
        if (version > Version)
            throw new ChangeStoreException(ChangeStoreErrorCode.TooNew, $"The store has schema {version}, this version knows up to {Version}. It was left alone; update the application, or take another file.");
        return version;
    }

    /// <summary>Brings the file to the present version.</summary>
    public static void Create(SqliteCommand command, long version)
    {
        if (version == Version) return;
        bool isEarly = version is > 0 and <= VersionWithoutOwners;
        bool isOlder = version is > 0 and <= VersionWithoutWrites;
        command.CommandText = $"{(isEarly ? WithoutOwners + AddOwners : "")}{(isOlder ? AddRefusals : "")}{Tables}{(isEarly ? TakeCreationsAlong : "")}PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};";
        command.ExecuteNonQuery();
    }

    private static long Number(SqliteCommand command, string sql)
    {
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
