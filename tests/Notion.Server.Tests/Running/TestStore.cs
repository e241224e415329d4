using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Notion.Server.Store.Postgres;

namespace Notion.Server.Tests.Running;

/// <summary>
/// Which store the servers of this run have: SQLite, or PostgreSQL where the environment says <c>NOTION_TEST_STORE=postgres</c>. Where a test names a data directory, that directory stands
/// for a database of its own.
/// </summary>
internal static class TestStore
{
    private static readonly ConcurrentDictionary<string, string> Databases = new();
    private static readonly SemaphoreSlim Gate = new(1, 1);
    private static PostgresCluster? _cluster;
    private static string? _template;

    public static bool IsPostgres { get; } = Environment.GetEnvironmentVariable("NOTION_TEST_STORE") switch
    {
        null or "" or "sqlite" => false,
        "postgres" => true,
        string other => throw new InvalidOperationException($"NOTION_TEST_STORE is '{other}': set it to sqlite or postgres."),
    };

    /// <summary>For a test of what only the embedded store has.</summary>
    public static void RequireSqlite() => Assert.SkipWhen(IsPostgres, "Only SQLite has this; PostgreSQL has tests of its own.");

    /// <summary>For a test that needs PostgreSQL whatever the rest of the run uses. Where there is none it is skipped, or fails where services are required.</summary>
    public static void RequirePostgres()
    {
        if (PostgresCluster.Missing is not { } reason) return;
        if (Environment.GetEnvironmentVariable("NOTION_REQUIRE_SERVICES") == "1") Assert.Fail(reason);
        Assert.Skip(reason);
    }

    /// <summary>The connection string of the database that a data directory stands for; null on SQLite.</summary>
    public static async Task<string?> ForDirectoryAsync(string directory)
    {
        if (!IsPostgres) return null;
        if (!Databases.TryGetValue(directory, out string? database)) Databases[directory] = database = await NewDatabaseAsync();
        return database;
    }

    /// <summary>A new database with the schema in it, on the cluster that all tests of the run share.</summary>
    public static async Task<string> NewDatabaseAsync()
    {
        await Gate.WaitAsync();
        try
        {
            _cluster ??= await PostgresCluster.StartAsync();
            _template ??= await MigrateAsync(_cluster, await _cluster.CreateDatabaseAsync());
            return _cluster.ConnectionString(await _cluster.CreateDatabaseAsync(_template));
        }
        finally
        {
            Gate.Release();
        }
    }

    /// <summary>An empty database on that cluster.</summary>
    public static async Task<string> EmptyDatabaseAsync()
    {
        await NewDatabaseAsync();
        return _cluster!.ConnectionString(await _cluster.CreateDatabaseAsync());
    }

    /// <summary>Ends the shared cluster.</summary>
    public static async Task StopAsync()
    {
        if (_cluster is not null) await _cluster.DisposeAsync();
        _cluster = null;
    }

    public static async Task<string> MigrateAsync(PostgresCluster cluster, string database)
    {
        await using PostgresDatabase postgres = Open(cluster.ConnectionString(database));
        await postgres.MigrateAsync();
        return database;
    }

    /// <summary>The store by itself, without a server.</summary>
    public static PostgresDatabase Open(string connectionString, Action<NotionServerOptions>? configure = null)
    {
        var options = new NotionServerOptions { Postgres = connectionString };
        configure?.Invoke(options);
        return new PostgresDatabase(Options.Create(options), new PostgresRetries(new Random(1)), NullLogger<PostgresDatabase>.Instance, TimeProvider.System);
    }
}
