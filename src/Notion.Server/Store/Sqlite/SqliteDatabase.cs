using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Notion.Server.Store.Sql;

namespace Notion.Server.Store.Sqlite;

/// <summary>
/// The embedded database: one file in WAL mode with <c>synchronous=FULL</c>, so that what was committed survives the death of
/// the process and of the machine; one writer, a few readers, and a lock file, since a second server on the same files would not
/// see this one's rooms.
/// </summary>
internal sealed class SqliteDatabase : ISqlDatabase, IStoreHealth, IStoreOpening, IDisposable
{
    private const int MaxReaders = 8;
    private const int BusySeconds = 5;

    private readonly FileStream _lock;
    private readonly SqliteReaders _readers;

    public SqliteDatabase(IOptions<NotionServerOptions> options, ILogger<SqliteDatabase> logger, TimeProvider time)
    {
        Directory = Path.GetFullPath(options.Value.DataDirectory);
        System.IO.Directory.CreateDirectory(Directory);
        _lock = Lock(Directory);
        SqliteSession? session = null;
        try
        {
            string path = Path.Combine(Directory, "notion.db");
            session = new SqliteSession(ConnectionString(path, SqliteOpenMode.ReadWriteCreate));
            session.ExecuteScript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=67108864; PRAGMA wal_autocheckpoint=0");
            Now(MigrateAsync(session, new SqlMigrator(SqlDialect.Sqlite, logger, time)));
            var checkpoints = new SqliteCheckpoints(new SqliteSession(ConnectionString(path, SqliteOpenMode.ReadWrite)), logger);
            Writer = new SqliteWriter(session, checkpoints, options.Value.CommitWindow, options.Value.MaxCommitGroup, logger);
            _readers = new SqliteReaders(ConnectionString(path, SqliteOpenMode.ReadOnly), MaxReaders);
        }
        catch (Exception exception)
        {
            session?.Dispose();
            _lock.Dispose();
            if (exception is SqliteException error) throw SqliteErrors.Translate(error);
            throw;
        }
    }

    /// <summary>The data directory.</summary>
    public string Directory { get; }

    public SqliteWriter Writer { get; }

    string IStoreOpening.Location => Directory;

    SqlDialect ISqlDatabase.Dialect => SqlDialect.Sqlite;

    public Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellation = default) => Writer.WriteAsync(work, cancellation);

    /// <summary>As <see cref="SqliteWriter.AppendAsync"/>.</summary>
    public Task AppendAsync(Action<SqliteSession> work) => Writer.AppendAsync(work);

    public Task<T> ReadAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellation = default) => _readers.ReadAsync(work, cancellation);

    Task<T> ISqlDatabase.WriteAsync<T>(Func<ISqlSession, ValueTask<T>> work, CancellationToken cancellation) =>
        Writer.WriteAsync(session => Now(work(session)), cancellation);

    Task<T> ISqlDatabase.WriteOneByOneAsync<T>(Func<ISqlSession, ValueTask<T>> work, CancellationToken cancellation) =>
        Writer.WriteAsync(session => Now(work(session)), cancellation);

    Task<T> ISqlDatabase.ReadAsync<T>(Func<ISqlSession, ValueTask<T>> work, CancellationToken cancellation) =>
        _readers.ReadAsync(session => Now(work(session)), cancellation);

    /// <summary>What a unit of work came to: SQLite answers at once, so work that has not ended waits for something else, and would hold up every writer.</summary>
    public static T Now<T>(ValueTask<T> work) =>
        work.IsCompleted ? work.GetAwaiter().GetResult() : throw new InvalidOperationException("A unit of work may await nothing but its session.");

    /// <summary>Whoever has this object has opened and migrated the database.</summary>
    async Task<bool> IStoreOpening.OpenAsync(CancellationToken cancellation) =>
        await ReadAsync(session => session.QueryNumber("SELECT count(*) FROM (SELECT 1 FROM users LIMIT 1)"), cancellation).ConfigureAwait(false) == 0;

    Task IStoreOpening.MigrateAsync(CancellationToken cancellation) => Task.CompletedTask;

    public async Task ProbeAsync(CancellationToken cancellation = default)
    {
        await ReadAsync(session => session.QueryNumber("SELECT count(*) FROM schema_migrations"), cancellation).ConfigureAwait(false);
        await WriteAsync(session => session.Execute("UPDATE schema_migrations SET applied_at = applied_at WHERE version = 1"), cancellation).ConfigureAwait(false);
    }

    public void Dispose()
    {
        Writer.Dispose();
        _readers.Dispose();
        _lock.Dispose();
    }

    private static async ValueTask<bool> MigrateAsync(SqliteSession session, SqlMigrator migrator)
    {
        await migrator.MigrateAsync(session).ConfigureAwait(false);
        return true;
    }

    public static string ConnectionString(string path, SqliteOpenMode mode) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = mode,
        ForeignKeys = true,
        DefaultTimeout = BusySeconds,
        Pooling = false,
    }.ToString();

    private static FileStream Lock(string directory)
    {
        try
        {
            return new FileStream(Path.Combine(directory, "notion.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.None);
        }
        catch (IOException exception)
        {
            throw new StoreException(StoreErrorCode.Busy, $"Another server uses the data directory {directory}. Stop it, or give this one another directory (Notion:DataDirectory).", exception);
        }
    }
}
