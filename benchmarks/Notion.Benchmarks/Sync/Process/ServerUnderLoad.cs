using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Notion.Benchmarks.Sync;

/// <summary>The server as a process of its own, on a data directory that goes with it; can be killed and started again on the same data.</summary>
internal sealed class ServerUnderLoad : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SyncOptions _options;
    private readonly string[] _arguments;
    private readonly string _directory = Directory.CreateTempSubdirectory("notion-load-").FullName;
    private readonly int _port = FreePort();
    private readonly HttpClient _http;
    private Process? _process;

    private ServerUnderLoad(SyncOptions options, string[] arguments)
    {
        _options = options;
        _arguments = arguments;
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}") };
    }

    public int Id => _process!.Id;

    /// <summary>Asks as the user who owns every page.</summary>
    public HttpClient Http => _http;

    /// <summary>Where clients connect, with the token of a user who owns every page.</summary>
    public ServerAddress Address { get; private set; } = null!;

    /// <summary>Where that user may make pages.</summary>
    public Guid Workspace { get; private set; }

    /// <param name="arguments">What the server's command line has besides.</param>
    public static ServerUnderLoad Start(SyncOptions options, params string[] arguments)
    {
        var server = new ServerUnderLoad(options, arguments);
        try
        {
            server.Launch();
            server.SignUp();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Another server on the same database of PostgreSQL, for the same user.</summary>
    public ServerUnderLoad StartBeside()
    {
        var server = new ServerUnderLoad(_options, _arguments);
        try
        {
            server.Launch();
            server.Workspace = Workspace;
            server.Address = new ServerAddress(server._port, Address.Token);
            server._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Address.Token);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>Pages without content.</summary>
    public Guid[] MakePages(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Post($"/api/workspaces/{Workspace}/pages", new { title = $"Page {i}" }).GetProperty("id").GetGuid())];

    /// <summary>Asks for something to be made, and gives the answer.</summary>
    public JsonElement Post(string path, object body)
    {
        using HttpResponseMessage answer = _http.PostAsJsonAsync(path, body).GetAwaiter().GetResult();
        answer.EnsureSuccessStatusCode();
        return answer.Content.ReadFromJsonAsync<JsonElement>().GetAwaiter().GetResult();
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <summary>Ends the process, if it still runs, as an operator would, and starts it again on the same data.</summary>
    /// <returns>Milliseconds until it was ready.</returns>
    public double Restart()
    {
        Stop();
        double began = EventLoop.Now;
        Launch();
        return EventLoop.Now - began;
    }

    public void Dispose()
    {
        if (_process is not null) Stop();
        _http.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private void Launch()
    {
        string[] command = [_options.Server, "--urls", $"http://127.0.0.1:{_port}", "--Notion:DataDirectory", _directory, "--Notion:Demo", "false", "--Notion:MaxConnectionsPerUser", "100000", "--Notion:MaxConnectionsPerAddress", "100000"];
        command = [.. command, .. _arguments];
        if (_options.Postgres is { } postgres) command = [.. command, "--Notion:Postgres", postgres, "--Notion:MigrateAtStart", "true"];
        var start = new ProcessStartInfo(_options.Pinned ? "taskset" : command[0]) { RedirectStandardOutput = true, WorkingDirectory = _directory };
        // taskset becomes the server, so the process id is the server's.
        foreach (string argument in _options.Pinned ? ["-c", "0", .. command] : command[1..]) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
        long began = Stopwatch.GetTimestamp();
        while (!IsReady())
        {
            if (_process.HasExited) throw new InvalidOperationException($"The server {_options.Server} ended with code {_process.ExitCode} before it was ready.");
            if (Stopwatch.GetElapsedTime(began) > Patience) throw new InvalidOperationException($"The server {_options.Server} was not ready after {Patience.TotalSeconds} s.");
            Thread.Sleep(20);
        }
    }

    private bool IsReady()
    {
        try
        {
            using HttpResponseMessage answer = _http.Send(new HttpRequestMessage(HttpMethod.Get, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void SignUp()
    {
        string token = Post("/api/accounts/sign-up", new { email = $"{Path.GetFileName(_directory)}@example.com", name = "Load", password = "a password for a benchmark" }).GetProperty("token").GetString()!;
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        Workspace = Post("/api/workspaces", new { name = "Load" }).GetProperty("id").GetGuid();
        Address = new ServerAddress(_port, token);
    }

    private void Stop()
    {
        if (!_process!.HasExited)
        {
            using (Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) kill.WaitForExit();
            if (!_process.WaitForExit(Patience)) _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
