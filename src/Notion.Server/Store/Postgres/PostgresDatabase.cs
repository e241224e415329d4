using System.Data;
using Microsoft.Extensions.Options;
using Notion.Server.Logging;
using Notion.Server.Store.Sql;
using Npgsql;

namespace Notion.Server.Store.Postgres;

/// <summary>
/// A PostgreSQL database that several servers may share. Reads run without a transaction; a unit of writes is one serializable transaction, run again when it met another.
/// What a broken connection undid is run again once on another, since the first connections after a restart of the database are all broken.
/// </summary>
internal sealed class PostgresDatabase : ISqlDatabase, IStoreHealth, IStoreOpening, IAsyncDisposable
{
    /// <summary>Whoever holds this advisory lock migrates; "Notion" in ASCII.</summary>
    private const long MigrationLock = 0x4E6F_7469_6F6E;

    private const int PreparedStatements = 100;

    private readonly PostgresRetries _retries;
    private readonly ILogger _logger;
    private readonly SqlMigrator _migrator;
    private readonly NpgsqlConnectionStringBuilder _connection;
    private int _disposed;

    public PostgresDatabase(IOptions<NotionServerOptions> options, PostgresRetries retries, ILogger<PostgresDatabase> logger, TimeProvider time)
    {
        Options = options.Value;
        _retries = retries;
        _logger = logger;
        _migrator = new SqlMigrator(SqlDialect.Postgres, logger, time);
        _connection = new NpgsqlConnectionStringBuilder(Options.Postgres);
        if (!_connection.ShouldSerialize("Max Auto Prepare")) _connection.MaxAutoPrepare = PreparedStatements;
        if (!_connection.ShouldSerialize("Application Name")) _connection.ApplicationName = "Notion.Server";
        if (!_connection.ShouldSerialize("Keepalive")) _connection.KeepAlive = 30;
        Source = NpgsqlDataSource.Create(_connection);
    }

    public SqlDialect Dialect => SqlDialect.Postgres;

    public NotionServerOptions Options { get; }

    /// <summary>The pool of connections.</summary>
    public NpgsqlDataSource Source { get; }

    public string Location => $"PostgreSQL at {_connection.Host}:{_connection.Port}, database {_connection.Database ?? _connection.Username}";

    /// <summary>Why a text is no connection string that this server takes; null when it is one.</summary>
    public static string? Refuse(string connectionString)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString).Host is { Length: > 0 }
                ? null
                : "names no host: write it as in Host=db;Database=notion;Username=notion;Password=secret.";
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
        {
            return $"is no connection string ({exception.Message}): write it as in Host=db;Database=notion;Username=notion;Password=secret.";
        }
    }

    public Task<T> ReadAsync<T>(Func<ISqlSession, ValueTask<T>> work, CancellationToken cancellation = default) => RunAsync(
        async () =>
        {
            await using NpgsqlConnection connection = await Source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            return await work(new PostgresSession(connection)).ConfigureAwait(false);
        },
        cancellation);

    public Task<T> WriteAsync<T>(Func<ISqlSession, ValueTask<T>> work, CancellationToken cancellation = default) => RunAsync(
        async () =>
        {
            await using NpgsqlConnection connection = await Source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(IsolationLevel.Serializable, cancellation).ConfigureAwait(false);
            T result = await work(new PostgresSession(connection)).ConfigureAwait(false);
            try
            {
                await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (NpgsqlException exception) when (PostgresErrors.IsBroken(exception))
            {
                throw PostgresErrors.Doubtful(exception);
            }
            return result;
        },
        cancellation);

    /// <summary>Runs work that may be run again, as often as it makes sense.</summary>
    public async Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await work().ConfigureAwait(false);
            }
            catch (NpgsqlException exception) when (_retries.Delay(exception, attempt) is { } delay)
            {
                ServerLog.TransactionRetried(_logger, exception.SqlState, attempt);
                await Task.Delay(delay, cancellation).ConfigureAwait(false);
            }
            catch (NpgsqlException exception)
            {
                throw PostgresErrors.Translate(exception);
            }
            catch (ObjectDisposedException exception)
            {
                throw new StoreException(StoreErrorCode.Closed, "The server is shutting down. Try again in a moment.", exception);
            }
        }
    }

    public Task ProbeAsync(CancellationToken cancellation = default) => WriteAsync(
        session => session.ExecuteAsync("UPDATE schema_migrations SET applied_at = applied_at WHERE version = 1"),
        cancellation);

    public async Task<bool> OpenAsync(CancellationToken cancellation = default)
    {
        if (Options.MigrateAtStart) await MigrateAsync(cancellation).ConfigureAwait(false);
        return await ConnectAsync(
            async session =>
            {
                await RefuseForgetfulAsync(session).ConfigureAwait(false);
                await _migrator.CheckAsync(session).ConfigureAwait(false);
                return await session.QueryNumberAsync("SELECT count(*) FROM (SELECT 1 FROM users LIMIT 1) AS u").ConfigureAwait(false) == 0;
            },
            cancellation).ConfigureAwait(false);
    }

    public Task MigrateAsync(CancellationToken cancellation = default) => ConnectAsync(
        async session =>
        {
            await session.QueryNumberAsync("SELECT 1 FROM pg_advisory_lock(@lock)", ("@lock", MigrationLock)).ConfigureAwait(false);
            await _migrator.MigrateAsync(session).ConfigureAwait(false);
            return await session.QueryNumberAsync("SELECT 1 FROM pg_advisory_unlock(@lock)", ("@lock", MigrationLock)).ConfigureAwait(false);
        },
        cancellation);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) await Source.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>A connection outside the pool, which keeps what is set on it and ends when it is disposed.</summary>
    public async Task<NpgsqlConnection> ConnectAloneAsync(CancellationToken cancellation = default)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_connection.ConnectionString) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<T> ConnectAsync<T>(Func<ISqlSession, Task<T>> work, CancellationToken cancellation)
    {
        try
        {
            await using NpgsqlConnection connection = await ConnectAloneAsync(cancellation).ConfigureAwait(false);
            return await work(new PostgresSession(connection)).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            StoreException failure = PostgresErrors.Translate(exception);
            throw new StoreException(failure.Code, $"{Location}, cannot be used: {exception.Message} Check Notion:Postgres, and that the database runs and lets this user in.", exception);
        }
    }

    private static async ValueTask RefuseForgetfulAsync(ISqlSession session)
    {
        foreach (string setting in (string[])["fsync", "full_page_writes", "synchronous_commit"])
            if (await session.QueryNumberAsync("SELECT count(*) FROM pg_catalog.pg_settings WHERE name = @name AND setting = 'off'", ("@name", setting)).ConfigureAwait(false) > 0)
                throw new StoreException(StoreErrorCode.Incompatible, $"PostgreSQL runs with {setting} = off, and would lose what this server has called durable. Set it to on.");
    }
}
