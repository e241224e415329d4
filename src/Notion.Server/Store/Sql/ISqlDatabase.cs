namespace Notion.Server.Store.Sql;

/// <summary>
/// One database, whichever engine: what the stores of accounts, workspaces, pages and permissions are written over, once for both.
/// The log of pages (<see cref="IPageLog"/>) and search are each engine's own.
/// </summary>
/// <remarks>
/// Statements are written with <c>@names</c>, in the SQL that both engines understand (<c>ON CONFLICT</c>, <c>RETURNING</c>, row values, common table
/// expressions); <see cref="SqlText"/> has the few places where they differ. The work awaits nothing but its session: SQLite runs it on the thread that holds
/// the database, and refuses work that waits for something else.
/// </remarks>
internal interface ISqlDatabase
{
    SqlDialect Dialect { get; }

    /// <summary>Reads; each statement sees what was committed when it began.</summary>
    /// <exception cref="StoreException">The database could not.</exception>
    Task<T> ReadAsync<T>(Func<ISqlSession, ValueTask<T>> work, CancellationToken cancellation = default);

    /// <summary>
    /// Runs the work as one serializable transaction; the task completes after the commit. An exception of the work undoes all of it and comes out as it is.
    /// The work may run more than once (on PostgreSQL, when it collided with another), so it must have no effect but through its session.
    /// </summary>
    /// <exception cref="StoreException">The database could not; nothing was done.</exception>
    Task<T> WriteAsync<T>(Func<ISqlSession, ValueTask<T>> work, CancellationToken cancellation = default);

    /// <summary>
    /// Runs statements that write, each of which is right by itself whatever others write beside it, and what they did is undone for nobody: on PostgreSQL each is a transaction of its own, which
    /// waits for those who hold its rows in the place of being run again. For counters that many knock at.
    /// </summary>
    /// <exception cref="StoreException">The database could not; what the statements before it did stands.</exception>
    Task<T> WriteOneByOneAsync<T>(Func<ISqlSession, ValueTask<T>> work, CancellationToken cancellation = default);
}
