using System.Globalization;
using Notion.Server.Store.Sql;
using Npgsql;

namespace Notion.Server.Store.Postgres;

/// <summary>A connection lent to a unit of work.</summary>
internal sealed class PostgresSession(NpgsqlConnection connection) : ISqlSession
{
    public SqlDialect Dialect => SqlDialect.Postgres;

    public ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => ExecuteAsync(Prepare(sql, parameters));

    public ValueTask<List<T>> QueryAsync<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters) => QueryAsync(Prepare(sql, parameters), map);

    public ValueTask<T?> QueryFirstAsync<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where T : class => QueryFirstAsync(Prepare(sql, parameters), map);

    public ValueTask<long> QueryNumberAsync(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) => QueryNumberAsync(Prepare(sql, parameters));

    private static async ValueTask<int> ExecuteAsync(NpgsqlCommand command)
    {
        await using (command.ConfigureAwait(false)) return await command.ExecuteNonQueryAsync().ConfigureAwait(false);
    }

    private static async ValueTask<List<T>> QueryAsync<T>(NpgsqlCommand command, Func<SqlRow, T> map)
    {
        await using (command.ConfigureAwait(false))
        {
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            var rows = new List<T>();
            while (await reader.ReadAsync().ConfigureAwait(false)) rows.Add(map(new SqlRow(reader, SqlDialect.Postgres)));
            return rows;
        }
    }

    private static async ValueTask<T?> QueryFirstAsync<T>(NpgsqlCommand command, Func<SqlRow, T> map)
        where T : class
    {
        await using (command.ConfigureAwait(false))
        {
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            return await reader.ReadAsync().ConfigureAwait(false) ? map(new SqlRow(reader, SqlDialect.Postgres)) : null;
        }
    }

    private static async ValueTask<long> QueryNumberAsync(NpgsqlCommand command)
    {
        await using (command.ConfigureAwait(false))
            return await command.ExecuteScalarAsync().ConfigureAwait(false) is { } value and not DBNull ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : 0;
    }

    private NpgsqlCommand Prepare(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach ((string name, object? value) in parameters) command.Parameters.Add(PostgresValues.Named(name, value));
        return command;
    }
}
