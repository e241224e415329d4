using Microsoft.Data.Sqlite;

namespace Notion.Sync.Protocol;

/// <summary>What SQLite's result codes (sqlite.org/rescode.html) mean for a store.</summary>
internal static class SqliteErrors
{
    private const int Error = 1;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int NotADatabase = 26;

    public static ChangeStoreException Explain(SqliteException error) => error.SqliteErrorCode switch
    {
        Full => new(ChangeStoreErrorCode.Full, "There is no room left on this device for what is to be stored. Make room; it is tried again.", error),
        Busy or Locked => new(ChangeStoreErrorCode.Busy, "Another process holds the store. It is tried again.", error),
        Corrupt or Error => new(ChangeStoreErrorCode.Damaged, $"The store is damaged. Set the file aside and begin a new one; the server gives what it has. ({error.Message})", error),
        NotADatabase => new(ChangeStoreErrorCode.Foreign, "The file is no store of pages, or its head is damaged. It was left alone; take another file.", error),
        _ => new(ChangeStoreErrorCode.Unavailable, $"The store cannot be read or written. Check that its folder is there and may be written to. ({error.Message})", error),
    };

    public static ChangeStoreException Explain(Exception file) =>
        new(ChangeStoreErrorCode.Unavailable, $"The files beside the store cannot be written. Check that its folder may be written to. ({file.Message})", file);
}
