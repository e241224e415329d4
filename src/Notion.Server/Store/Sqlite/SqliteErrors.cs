using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Notion.Server.Store.Sqlite;

/// <summary>Says in the store's own words what SQLite reports.</summary>
internal static class SqliteErrors
{
    public static StoreException Translate(SqliteException exception) => exception.SqliteErrorCode switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED =>
            new StoreException(StoreErrorCode.Busy, "The database is locked by another process. Close whatever else has it open; the server goes on trying.", exception),
        raw.SQLITE_FULL =>
            new StoreException(StoreErrorCode.Full, "The disk of the data directory is full. Free some space; the server goes on trying.", exception),
        raw.SQLITE_CONSTRAINT =>
            new StoreException(StoreErrorCode.Inconsistent, "The row is there already, or what it belongs to is not.", exception),
        raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT =>
            new StoreException(StoreErrorCode.Incompatible, "The database file is damaged or no database. Restore the data directory from a backup.", exception),
        _ =>
            new StoreException(StoreErrorCode.Unavailable, $"The database does not answer as it should (SQLite error {exception.SqliteExtendedErrorCode}: {exception.Message}). Look at the disk of the data directory.", exception),
    };
}
