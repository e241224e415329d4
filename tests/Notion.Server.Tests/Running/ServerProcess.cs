using System.Diagnostics;
using System.Text;

namespace Notion.Server.Tests.Running;

/// <summary>The built server as a process of its own, so that it can be killed.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Process _process;

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public int Id => _process.Id;

    /// <summary>On whichever store the run uses.</summary>
    public static async Task<ServerProcess> StartAsync(string directory, params string[] arguments) =>
        await RunAsync(directory, await TestStore.ForDirectoryAsync(directory) is { } postgres ? ["--Notion:Postgres", postgres, .. arguments] : arguments);

    /// <summary>On a given PostgreSQL database.</summary>
    public static Task<ServerProcess> StartOnAsync(string postgres, string directory, params string[] arguments) => RunAsync(directory, ["--Notion:Postgres", postgres, .. arguments]);

    private static async Task<ServerProcess> RunAsync(string directory, string[] arguments)
    {
        string server = typeof(NotionServer).Assembly.Location;
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        foreach (string argument in (string[])["exec", server, "--urls", "http://127.0.0.1:0", "--Notion:DataDirectory", directory, .. arguments]) start.ArgumentList.Add(argument);

        Process process = Process.Start(start)!;
        var output = new StringBuilder();
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => address.TrySetException(new InvalidOperationException($"The server ended before it listened:\n{output}"));
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ServerProcess(process, await address.Task.WaitAsync(Patience));

        void Read(string? line)
        {
            if (line is null) return;
            lock (output) output.AppendLine(line);
            int at = line.IndexOf(Listening, StringComparison.Ordinal);
            if (at >= 0) address.TrySetResult(new Uri(line[(at + Listening.Length)..]));
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; returns the exit code and how long it took.</summary>
    public async Task<(int ExitCode, TimeSpan Took)> TerminateAsync()
    {
        long start = Stopwatch.GetTimestamp();
        using Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return (_process.ExitCode, Stopwatch.GetElapsedTime(start));
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }
}
