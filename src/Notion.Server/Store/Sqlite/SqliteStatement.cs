using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Notion.Server.Store.Sqlite;

/// <summary>
/// A prepared statement, straight on SQLite's own interface. The log of pages runs several for every edit, and the driver's command costs more than most of them: it looks up each parameter by its name,
/// and makes a reader, each time.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private const int GuidLength = 36;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt? _statement;
    private readonly int[] _places;

    /// <param name="database">The connection.</param>
    /// <param name="sql">One statement.</param>
    /// <param name="parameters">Their names, in the order in which values will be given.</param>
    /// <exception cref="SqliteException">It does not compile.</exception>
    public SqliteStatement(sqlite3 database, string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement, out string rest));
        if (!string.IsNullOrWhiteSpace(rest)) throw new ArgumentException($"One statement at a time, and not '{rest.Trim()}' behind it.", nameof(sql));
        _places = new int[parameters.Length];
        if (IsNothing) return;
        for (int i = 0; i < parameters.Length; i++) _places[i] = raw.sqlite3_bind_parameter_index(_statement, parameters[i].Name);
    }

    /// <summary>Nothing but a comment compiles to nothing.</summary>
    private bool IsNothing => _statement is null || _statement.IsInvalid;

    /// <summary>Runs it to its end.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute(ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (IsNothing) return 0;
        try
        {
            Bind(parameters);
            while (Step())
            {
            }
            return raw.sqlite3_changes(_database);
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>The number in the first column of the first row; 0 where there is none.</summary>
    public long QueryNumber(ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (IsNothing) return 0;
        try
        {
            Bind(parameters);
            return Step() ? raw.sqlite3_column_int64(_statement, 0) : 0;
        }
        finally
        {
            Reset();
        }
    }

    public void Dispose() => _statement?.Dispose();

    private bool Step()
    {
        int code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW) return true;
        if (code != raw.SQLITE_DONE) SqliteException.ThrowExceptionForRC(code, _database);
        return false;
    }

    /// <summary>Says again what went wrong, which <see cref="Step"/> has said.</summary>
    private void Reset()
    {
        _ = raw.sqlite3_reset(_statement);
        raw.sqlite3_clear_bindings(_statement);
    }

    private void Bind(ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        Span<byte> id = stackalloc byte[GuidLength];
        for (int i = 0; i < _places.Length; i++)
        {
            int place = _places[i];
            if (place == 0) continue;                   // the statement does not ask for it
            Check(parameters[i].Value switch
            {
                null => raw.sqlite3_bind_null(_statement, place),
                Guid guid => raw.sqlite3_bind_text(_statement, place, Format(guid, id)),
                string text => BindText(place, text),
                byte[] bytes => raw.sqlite3_bind_blob(_statement, place, bytes),
                long number => raw.sqlite3_bind_int64(_statement, place, number),
                int number => raw.sqlite3_bind_int64(_statement, place, number),
                double number => raw.sqlite3_bind_double(_statement, place, number),
                var other => BindOther(place, other),
            });
        }
    }

    private int BindOther(int place, object value) => SqliteValues.Of(value) switch
    {
        string text => BindText(place, text),
        long number => raw.sqlite3_bind_int64(_statement, place, number),
        _ => throw new ArgumentException($"A parameter is of a type that SQLite is not given here: {value.GetType()}.", nameof(value)),
    };

    /// <summary>SQLite makes a copy of its own, so the bytes are only passed through.</summary>
    private int BindText(int place, string text)
    {
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        int code = raw.sqlite3_bind_text(_statement, place, utf8.AsSpan(0, Encoding.UTF8.GetBytes(text, utf8)));
        ArrayPool<byte>.Shared.Return(utf8);
        return code;
    }

    private static ReadOnlySpan<byte> Format(Guid id, Span<byte> utf8)
    {
        Utf8Formatter.TryFormat(id, utf8, out int written);
        return utf8[..written];
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK) SqliteException.ThrowExceptionForRC(code, _database);
    }
}
