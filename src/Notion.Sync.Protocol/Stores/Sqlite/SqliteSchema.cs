using Microsoft.Data.Sqlite;

namespace Notion.Sync.Protocol;

/// <summary>The tables of a <see cref="SqliteChangeStore"/>, and which files are such stores: by SQLite's <c>application_id</c> and <c>user_version</c>.</summary>
internal static class SqliteSchema
{
    /// <summary>"ncrd".</summary>
    public const int ApplicationId = 0x6e637264;

    public const int Version = 1;

    private const string Tables = """
        CREATE TABLE owners (id INTEGER PRIMARY KEY AUTOINCREMENT, is_taken INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE updates (id INTEGER PRIMARY KEY AUTOINCREMENT, page BLOB NOT NULL, owner INTEGER NOT NULL, body BLOB NOT NULL);
        CREATE INDEX updates_by_page ON updates (page, owner, id);
        CREATE TABLE pending (
            id INTEGER PRIMARY KEY, page BLOB NOT NULL, owner INTEGER NOT NULL, replica INTEGER NOT NULL, counter_end INTEGER NOT NULL, body BLOB NOT NULL, refused INTEGER);
        CREATE INDEX pending_by_page ON pending (page, owner, id);
        CREATE TABLE creations (page BLOB NOT NULL, owner INTEGER NOT NULL, create_in BLOB NOT NULL, PRIMARY KEY (page, owner)) WITHOUT ROWID;
        CREATE TABLE writes (id INTEGER PRIMARY KEY AUTOINCREMENT, page BLOB NOT NULL, writer INTEGER NOT NULL, number INTEGER NOT NULL, first_id INTEGER NOT NULL, UNIQUE (page, writer));
        """;

    /// <summary>Refuses a file that is no store, or of a later version, without touching it.</summary>
    /// <returns>Whether the file is new, so that it needs its tables.</returns>
    /// <exception cref="ChangeStoreException">It is such a file.</exception>
    public static bool IsNew(SqliteCommand command)
    {
        long application = Number(command, "PRAGMA application_id");
        long version = Number(command, "PRAGMA user_version");
        if (application == 0 && version == 0 && Number(command, "SELECT count(*) FROM sqlite_schema") == 0) return true;
        if (application != ApplicationId)
            throw new ChangeStoreException(ChangeStoreErrorCode.Foreign, "The file is a database of another application. It was left alone; take another file.");
        if (version > Version)
            throw new ChangeStoreException(ChangeStoreErrorCode.TooNew, $"The store has schema {version}, this version knows up to {Version}. It was left alone; update the application, or take another file.");
        return false;
    }

    /// <summary>Makes the tables.</summary>
    public static void Create(SqliteCommand command)
    {
        command.CommandText = $"{Tables}PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version};";
        command.ExecuteNonQuery();
    }

    private static long Number(SqliteCommand command, string sql)
    {
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
