using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Notion.Server.Tests.Running;

/// <summary>
/// A PostgreSQL of the tests' own, from the binaries on this machine: a new data directory, a Unix socket in it, no port, <c>fsync</c> on. PostgreSQL refuses to run as root, so
/// root runs it as another user.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _binaries;
    private readonly string _directory;
    private int _databases;

    private PostgresCluster(string binaries, string directory)
    {
        _binaries = binaries;
        _directory = directory;
    }

    /// <summary>Why there can be no cluster here; null when there can.</summary>
    public static string? Missing { get; } =
        FindBinaries() is null ? "There is no PostgreSQL on this machine (looked for initdb in the PATH and in /usr/lib/postgresql/*/bin)." : null;

    public static async Task<PostgresCluster> StartAsync()
    {
        string directory = Directory.CreateTempSubdirectory("notion-pg-").FullName;
        var cluster = new PostgresCluster(FindBinaries() ?? throw new InvalidOperationException(Missing), directory);
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", [User, directory]);
        await cluster.RunBinaryAsync("initdb", "-D", cluster.Data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync");
        await cluster.StartServerAsync();
        return cluster;
    }

    public async Task StartServerAsync()
    {
        string options = $"-c listen_addresses= -c unix_socket_directories={_directory} -c max_connections=300 -c shared_buffers=64MB -c max_wal_size=512MB";
        for (long start = Stopwatch.GetTimestamp(); ; await Task.Delay(100))
        {
            try
            {
                await RunBinaryAsync("pg_ctl", "-D", Data, "-l", Path.Combine(_directory, "log"), "-o", options, "-w", "start");
                return;
            }
            catch (InvalidOperationException) when (Stopwatch.GetElapsedTime(start) < Patience)
            {
                // After kill -9 the backends of the old server still hold its shared memory for a moment.
            }
        }
    }

    /// <summary>Stops as an administrator would who is in a hurry: connections are cut, what is committed is written.</summary>
    public Task StopServerAsync() => RunBinaryAsync("pg_ctl", "-D", Data, "-m", "fast", "-w", "stop");

    /// <summary>kill -9 of the postmaster; its backends find out and end.</summary>
    public async Task KillServerAsync()
    {
        int id = int.Parse((await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0], CultureInfo.InvariantCulture);
        await RunAsync("kill", ["-9", $"{id}"]);
    }

    /// <summary>kill -9 of one backend of an application; the postmaster then ends all the others and recovers.</summary>
    public async Task KillBackendAsync(string application, Random random)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using NpgsqlCommand command = source.CreateCommand("SELECT array_agg(pid ORDER BY pid) FROM pg_stat_activity WHERE application_name = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = application });
        int[] ids = (int[])(await command.ExecuteScalarAsync())!;
        await RunAsync("kill", ["-9", $"{ids[random.Next(ids.Length)]}"]);
    }

    /// <summary>A new, empty database, or a copy of another.</summary>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        string name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using NpgsqlCommand command = source.CreateCommand($"CREATE DATABASE {name} TEMPLATE {template ?? "template0"}");
        await command.ExecuteNonQueryAsync();
        return name;
    }

    public string ConnectionString(string database) => $"Host={_directory};Username=postgres;Database={database};Maximum Pool Size=20";

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid"))) await RunBinaryAsync("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        Directory.Delete(_directory, recursive: true);
    }

    private static string User { get; } = File.ReadLines("/etc/passwd").Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";

    private string Data => Path.Combine(_directory, "data");

    private static string? FindBinaries() =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(':')
        .Concat(Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin")) : [])
        .FirstOrDefault(directory => File.Exists(Path.Combine(directory, "initdb")));

    private Task RunBinaryAsync(string name, params string[] arguments)
    {
        string path = Path.Combine(_binaries, name);
        return Environment.IsPrivilegedProcess
            ? RunAsync("setpriv", ["--reuid", User, "--regid", User == "nobody" ? "nogroup" : User, "--init-groups", path, .. arguments])
            : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string file, string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} failed ({process.ExitCode}):\n{await output}\n{await errors}");
    }
}
