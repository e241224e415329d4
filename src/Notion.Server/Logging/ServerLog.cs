using Notion.Server.Store;

namespace Notion.Server.Logging;

/// <summary>Every message that this server logs, by number: 1xx start and stop, 2xx store, 3xx REST, 4xx rooms, 5xx connections. Numbers are never reused.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(100, LogLevel.Information, "Data: {Location}")]
    public static partial void Started(ILogger logger, string location);

    [LoggerMessage(101, LogLevel.Information, "A demo workspace was made. Sign in as {Email} with the password {Password}; page {PageId} shows what there is")]
    public static partial void DemoCreated(ILogger logger, string email, string password, Guid pageId);

    [LoggerMessage(102, LogLevel.Information, "Draining: {Connections} connections, {Rooms} open pages")]
    public static partial void Draining(ILogger logger, int connections, int rooms);

    [LoggerMessage(103, LogLevel.Information, "Drained in {Milliseconds} ms: everything received is committed")]
    public static partial void Drained(ILogger logger, long milliseconds);

    [LoggerMessage(104, LogLevel.Error, "Stopping with uncommitted changes on {Rooms} pages after {Milliseconds} ms; they were not acknowledged as durable, and their senders still hold them")]
    public static partial void DrainIncomplete(ILogger logger, int rooms, long milliseconds);

    [LoggerMessage(200, LogLevel.Information, "Schema is now at {Version} ({Name})")]
    public static partial void Migrated(ILogger logger, int version, string name);

    [LoggerMessage(201, LogLevel.Error, "A commit of {Writes} writes failed ({Code}); nothing of it was stored")]
    public static partial void CommitFailed(ILogger logger, int writes, StoreErrorCode code, Exception exception);

    [LoggerMessage(202, LogLevel.Error, "A failed transaction could not be rolled back")]
    public static partial void RollbackFailed(ILogger logger, Exception exception);

    [LoggerMessage(203, LogLevel.Warning, "Expired sessions could not be removed; the next round tries again")]
    public static partial void SessionSweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(204, LogLevel.Error, "Whether open connections are still signed in could not be looked up; trying again")]
    public static partial void SessionCheckFailed(ILogger logger, Exception exception);

    [LoggerMessage(205, LogLevel.Warning, "A transaction met another and is run again ({SqlState}, attempt {Attempt})")]
    public static partial void TransactionRetried(ILogger logger, string? sqlState, int attempt);

    [LoggerMessage(206, LogLevel.Warning, "The trash could not be swept; the next round tries again")]
    public static partial void TrashSweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(207, LogLevel.Error, "The search index could not be brought up to date; trying again, nothing is lost")]
    public static partial void IndexingFailed(ILogger logger, Exception exception);

    [LoggerMessage(208, LogLevel.Information, "The search index was built anew from {Notes} titles and blocks")]
    public static partial void Reindexed(ILogger logger, long notes);

    [LoggerMessage(209, LogLevel.Warning, "The connection by which servers hear of each other is away; trying again in {Delay} ms")]
    public static partial void BusAway(ILogger logger, double delay, Exception exception);

    [LoggerMessage(210, LogLevel.Information, "The connection by which servers hear of each other is there")]
    public static partial void BusConnected(ILogger logger);

    [LoggerMessage(212, LogLevel.Warning, "Page {PageId}: what its snapshot holds could not be removed from the log; the next snapshot tries again")]
    public static partial void TruncationFailed(ILogger logger, Guid pageId, Exception exception);

    [LoggerMessage(300, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(302, LogLevel.Warning, "Sign-in with the provider {Provider} failed")]
    public static partial void ProviderFailed(ILogger logger, string provider, Exception exception);

    [LoggerMessage(400, LogLevel.Error, "Page {PageId}: {Updates} updates could not be committed ({Code}); trying again in {Delay} ms")]
    public static partial void RoomCommitFailed(ILogger logger, Guid pageId, int updates, StoreErrorCode code, double delay, Exception exception);

    [LoggerMessage(401, LogLevel.Information, "Page {PageId} commits again")]
    public static partial void RoomHealed(ILogger logger, Guid pageId);

    [LoggerMessage(403, LogLevel.Error, "Page {PageId}: what others appended could not be read ({Code}); trying again in {Delay} ms")]
    public static partial void RoomPullFailed(ILogger logger, Guid pageId, StoreErrorCode code, double delay, Exception exception);

    [LoggerMessage(402, LogLevel.Error, "Page {PageId} failed and was closed; its readers come back and it is rebuilt from the store")]
    public static partial void RoomFailed(ILogger logger, Guid pageId, Exception exception);

    [LoggerMessage(500, LogLevel.Error, "A connection of user {UserId} failed")]
    public static partial void ConnectionFailed(ILogger logger, Guid? userId, Exception exception);

    [LoggerMessage(501, LogLevel.Error, "What user {UserId} may do on open pages could not be looked up ({Code}); trying again")]
    public static partial void AccessCheckFailed(ILogger logger, Guid? userId, StoreErrorCode code, Exception exception);
}
