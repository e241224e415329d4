using System.Globalization;
using Microsoft.Data.Sqlite;
using Notion.Server.Store.Sql;
using SQLitePCL;

namespace Notion.Server.Store.Sqlite;

/// <summary>One open connection with its prepared statements. Not thread-safe: the writer owns one, the pool lends the others.</summary>
internal sealed class SqliteSession : ISqlSession, IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    public SqliteSession(string connectionString)
    {
        _connection = new SqliteConnection(connectionString);
        try
        {
            _connection.Open();
        }
        catch
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether a transaction is open. SQLite rolls back by itself on some errors, so this must be asked, not remembered.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    /// <summary>Runs a statement and returns the number of rows it changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => Prepare(sql, parameters).ExecuteNonQuery();

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

    public long QueryNumber(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Prepare(sql, parameters).ExecuteScalar() is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0;

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
        _connection.Dispose();
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
