using Microsoft.Data.Sqlite;
using Notion.Server.Store.Sql;
using SQLitePCL;

namespace Notion.Server.Store.Sqlite;

/// <summary>
/// The file of the search index, beside the database's: <c>search.db</c>, with a writer of its own. It holds nothing that cannot be made again from the database; a file that is missing or damaged is.
/// </summary>
internal sealed class SqliteSearchFile : ISqlDatabase, IDisposable
{
    private const int MaxReaders = 4;

    /// <summary>The version of <see cref="Schema"/>; 0 in a file that nothing was put into.</summary>
    private const int Version = 1;

    private const string Schema =
        """
        CREATE TABLE IF NOT EXISTS search_entries (
            id       INTEGER PRIMARY KEY,
            page_id  TEXT NOT NULL,
            block_id TEXT NOT NULL,
            UNIQUE (page_id, block_id)
        ) STRICT;

        -- The words of an entry, folded: lower case, without accents. scope is the workspace. The text itself stays where it is, in blocks and pages.
        CREATE VIRTUAL TABLE IF NOT EXISTS search_words USING fts5 (title, body, scope, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0', prefix='2 3');
        """;

    private readonly SqliteWriter _writer;
    private readonly SqliteReaders _readers;
    private volatile bool _isNew;

    /// <param name="database">Whose directory it lies in, and whose lock holds for it, too.</param>
    /// <param name="logger">For what fails.</param>
    public SqliteSearchFile(SqliteDatabase database, ILogger<SqliteSearchFile> logger)
    {
        string path = Path.Combine(database.Directory, "search.db");
        try
        {
            SqliteSession session;
            try
            {
                session = Open(path);
            }
            catch (SqliteException damaged) when (damaged.SqliteErrorCode is raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT)
            {
                foreach (string suffix in (string[])["", "-wal", "-shm"]) File.Delete(path + suffix);
                session = Open(path);
            }
            _isNew = session.QueryNumber("PRAGMA user_version") != Version;
            _writer = new SqliteWriter(session, null, TimeSpan.Zero, maxGroup: 1, logger);
        }
        catch (SqliteException error)
        {
            throw SqliteErrors.Translate(error);
        }
        _readers = new SqliteReaders(SqliteDatabase.ConnectionString(path, SqliteOpenMode.ReadOnly), MaxReaders);
    }

    public SqlDialect Dialect => SqlDialect.Sqlite;

    /// <summary>See <see cref="Search.ISearchIndex.IsNew"/>.</summary>
    public bool IsNew => _isNew;

    public Task<T> ReadAsync<T>(Func<ISqlSession, ValueTask<T>> work, CancellationToken cancellation = default) =>
        _readers.ReadAsync(session => SqliteDatabase.Now(work(session)), cancellation);

    public Task<T> WriteAsync<T>(Func<ISqlSession, ValueTask<T>> work, CancellationToken cancellation = default) =>
        _writer.WriteAsync(session => SqliteDatabase.Now(work(session)), cancellation);

    /// <summary>The writer does one after the other anyway.</summary>
    public Task<T> WriteOneByOneAsync<T>(Func<ISqlSession, ValueTask<T>> work, CancellationToken cancellation = default) => WriteAsync(work, cancellation);

    /// <summary>Whatever there is, is noted to be put in: with the transaction that says so, the file is not new any more.</summary>
    public async ValueTask BeginAsync(ISqlSession session)
    {
        await session.ExecuteAsync($"PRAGMA user_version = {Version}").ConfigureAwait(false);
        _isNew = false;
    }

    public void Dispose()
    {
        _writer.Dispose();
        _readers.Dispose();
    }

    private static SqliteSession Open(string path)
    {
        var session = new SqliteSession(SqliteDatabase.ConnectionString(path, SqliteOpenMode.ReadWriteCreate));
        try
        {
            session.ExecuteScript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=67108864");
            session.ExecuteScript(Schema);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }
}
