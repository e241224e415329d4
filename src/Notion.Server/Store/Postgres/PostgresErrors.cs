using Npgsql;

namespace Notion.Server.Store.Postgres;

/// <summary>Says in the store's own words what PostgreSQL, or the way to it, reports.</summary>
internal static class PostgresErrors
{
    /// <summary>What <c>claim_page</c> raises when the page is not where the commit starts.</summary>
    public const string PageMoved = "NT001";

    /// <summary>What <c>claim_pages</c> raises, with the pages' ids as the hint.</summary>
    public const string PagesMissed = "NT002";

    /// <summary>Two transactions met, and this one was undone so that the other could go on.</summary>
    public static bool IsCollision(NpgsqlException exception) => exception.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;

    /// <summary>The connection is gone: the server of the database ended it, or the way to it is cut.</summary>
    public static bool IsBroken(NpgsqlException exception) => exception is not PostgresException
        ? exception.InnerException is not TimeoutException
        : exception.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown || exception.SqlState!.StartsWith("08", StringComparison.Ordinal);

    /// <summary>A transaction of several pages failed in a way that one of them alone may have brought about, and the others would not meet: what is wrong with a row, not with the database.</summary>
    public static bool MayBeOfOne(Exception exception) =>
        (exception as StoreException)?.InnerException is not NpgsqlException cause || (cause is PostgresException && cause.SqlState![..2] is "21" or "22" or "23" or "42" or "54" or "P0" or "XX");

    /// <summary>The connection broke while the commit was under way: it may be stored, or not.</summary>
    public static StoreException Doubtful(NpgsqlException exception) =>
        new(StoreErrorCode.Unavailable, "The connection to the database broke in the middle of a commit, which may have been stored or not. Look, and then try again.", exception);

    public static StoreException Translate(NpgsqlException exception) => exception.SqlState switch
    {
        PageMoved =>
            new StoreException(StoreErrorCode.Conflict, $"{(exception as PostgresException)?.MessageText} Read the page again and merge.", exception),
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected =>
            new StoreException(StoreErrorCode.Busy, "Others keep changing the same rows. Try again in a moment.", exception),
        PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled =>
            new StoreException(StoreErrorCode.Busy, "Somebody else holds the rows for longer than the time-out. Try again; the server goes on trying.", exception),
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow =>
            new StoreException(StoreErrorCode.Busy, "The database takes no more connections now. Try again in a moment; raise max_connections, or lower Maximum Pool Size in Notion:Postgres, if this goes on.", exception),
        PostgresErrorCodes.DiskFull =>
            new StoreException(StoreErrorCode.Full, "The disk of the database is full. Free some space; the server goes on trying.", exception),
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege =>
            new StoreException(StoreErrorCode.Unavailable, $"The database refuses this server: {exception.Message} Check Notion:Postgres.", exception),
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction =>
            new StoreException(StoreErrorCode.Incompatible, $"The database lacks what this version of the server needs: {exception.Message} Run the server once with the argument migrate.", exception),
        { } state when state.StartsWith("23", StringComparison.Ordinal) =>
            new StoreException(StoreErrorCode.Inconsistent, "The row is there already, or what it belongs to is not.", exception),
        _ =>
            new StoreException(StoreErrorCode.Unavailable, $"The database does not answer as it should: {exception.Message} The server goes on trying.", exception),
    };
}
