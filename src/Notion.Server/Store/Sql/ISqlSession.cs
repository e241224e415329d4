namespace Notion.Server.Store.Sql;

/// <summary>
/// A connection inside a unit of work. Parameters are <see cref="Guid"/>, <see cref="DateTimeOffset"/>, <see cref="bool"/>, numbers, text, bytes,
/// <see cref="SqlJson"/>, arrays of ids or text (see <see cref="SqlText.OneOf"/>), or null. Not thread-safe, and dead after the work.
/// </summary>
internal interface ISqlSession
{
    SqlDialect Dialect { get; }

    /// <summary>Runs a statement; returns how many rows it changed.</summary>
    ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters);

    ValueTask<List<T>> QueryAsync<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters);

    /// <summary>The first row; null when there is none.</summary>
    ValueTask<T?> QueryFirstAsync<T>(string sql, Func<SqlRow, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where T : class;

    /// <summary>The number in the first column of the first row; 0 when there is none or it is null.</summary>
    ValueTask<long> QueryNumberAsync(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters);
}
