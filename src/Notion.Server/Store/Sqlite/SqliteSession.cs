using Microsoft.Data.Sqlite;
using Notion.Server.Store.Sql;
using SQLitePCL;

namespace Notion.Server.Store.Sqlite;

/// <summary>One open connection with its prepared statements. Not thread-safe: the writer owns one, the pool lends the others.</summary>
internal sealed class SqliteSession : ISqlSession, IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    public SqliteSession(string connectionString)
    {
        _connection = new SqliteConnection(connectionString);
        try
        {
            _connection.Open();
            raw.sqlite3_busy_timeout(_connection.Handle, (int)TimeSpan.FromSeconds(_connection.DefaultTimeout).TotalMilliseconds);
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether a transaction is open. SQLite rolls back by itself on some errors, so this must be asked, not remembered.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    /// <summary>How many pages this connection has written, to the write-ahead log mostly. Counts on, through 0.</summary>
    public int PagesWritten
    {
        get
        {
            raw.sqlite3_db_status(_connection.Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out int written, out _, resetFlg: 0);
            return written;
        }
    }

    /// <summary>Brings what was committed from the write-ahead log into the database, as far as readers let it, waiting for nobody.</summary>
    /// <returns>Whether there is more in the log.</returns>
    /// <exception cref="StoreException">The disk is full, or fails.</exception>
    public bool Checkpoint()
    {
        int code = raw.sqlite3_wal_checkpoint_v2(_connection.Handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out int pages, out int done);
        if (code is not (raw.SQLITE_OK or raw.SQLITE_BUSY or raw.SQLITE_LOCKED)) throw SqliteErrors.Translate(new SqliteException(raw.sqlite3_errmsg(_connection.Handle).utf8_to_string(), code));
        return done < pages;
    }

    /// <summary>Runs a statement and returns the number of rows it changed. Without parameters it may be many statements.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_statements.ContainsKey(sql) && parameters.IsEmpty && sql.AsSpan().TrimEnd("; \r\n").Contains(';'))
        {
            ExecuteScript(sql);
            return 0;
        }
        return Statement(sql, parameters).Execute(parameters);
    }

    /// <summary>Runs many statements that take no parameters.</summary>
    public void ExecuteScript(string sql)
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public List<T> Query<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using SqliteDataReader reader = Prepare(sql, parameters).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(map(reader));
        return rows;
    }

    public T? QueryFirst<T>(string sql, Func<SqliteDataReader, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where T : class
    {
        using SqliteDataReader reader = Prepare(sql, parameters).ExecuteReader();
        return reader.Read() ? map(reader) : null;
    }

    public long QueryNumber(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => Statement(sql, parameters).QueryNumber(parameters);

    SqlDialect ISqlSession.Dialect => SqlDialect.Sqlite;

    ValueTask<int> ISqlSession.ExecuteAsync(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => new(Execute(sql, parameters));

    ValueTask<List<T>> ISqlSession.QueryAsync<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        new(Query(sql, reader => map(new SqlRow(reader, SqlDialect.Sqlite)), parameters));

    ValueTask<T?> ISqlSession.QueryFirstAsync<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where T : class => new(QueryFirst(sql, reader => map(new SqlRow(reader, SqlDialect.Sqlite)), parameters));

    ValueTask<long> ISqlSession.QueryNumberAsync(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => new(QueryNumber(sql, parameters));

    public void Dispose()
    {
        foreach (SqliteCommand command in _commands.Values) command.Dispose();
        foreach (SqliteStatement statement in _statements.Values) statement.Dispose();
        _connection.Dispose();
    }

    private SqliteStatement Statement(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_statements.TryGetValue(sql, out SqliteStatement? statement)) _statements.Add(sql, statement = new SqliteStatement(_connection.Handle!, sql, parameters));
        return statement;
    }

    private SqliteCommand Prepare(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out SqliteCommand? command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            foreach ((string name, _) in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
            _commands.Add(sql, command);
        }
        for (int i = 0; i < parameters.Length; i++) command.Parameters[i].Value = SqliteValues.Of(parameters[i].Value);
        return command;
    }
}
