using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Notion.Workspace.Tests.Hosting;

/// <summary>The sample's host as a real process, on a data directory of its own. It can be killed and started again at the same address.</summary>
internal sealed partial class WorkspaceHost : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("notion-workspace-");
    private readonly StringBuilder _output = new();
    private Process? _process;

    /// <summary>Where it listens; the port is the system's choice at the first start, and kept.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>What the host has written so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Starts the host and waits until it listens.</summary>
    public async Task StartAsync()
    {
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Path.GetDirectoryName(BuildPaths.WorkspaceAssembly)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])[BuildPaths.WorkspaceAssembly, "--urls", Address.GetLeftPart(UriPartial.Authority), "--Notion:DataDirectory", _data.FullName])
            start.ArgumentList.Add(argument);

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException($"The host ended before it listened:\n{Output}"));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process;
        Address = await listening.Task.WaitAsync(StartTime);

        void Read(string? line)
        {
            if (line is null) return;
            lock (_output) _output.AppendLine(line);
            if (ListeningLine().Match(line) is { Success: true } match) listening.TrySetResult(new Uri(match.Groups[1].Value));
        }
    }

    /// <summary>Kills the process: no goodbye to anybody, nothing flushed.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _data.Delete(recursive: true);
    }

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex ListeningLine();
}
