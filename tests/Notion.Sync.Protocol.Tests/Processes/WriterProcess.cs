using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Notion.Tests;

/// <summary>A <c>Notion.Sync.Writer</c>: a process that writes on a page of a store until it is killed, or told to end.</summary>
internal sealed class WriterProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;
    private readonly List<string> _reported = [];

    private WriterProcess(Process process)
    {
        _process = process;
        _reading = ReadAsync();
    }

    public static WriterProcess Start(string store, Guid page, string name, int seed)
    {
        string assembly = typeof(WriterProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "WriterAssembly").Value!;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])["exec", assembly, store, page.ToString(), name, seed.ToString(CultureInfo.InvariantCulture)]) start.ArgumentList.Add(argument);
        return new WriterProcess(Process.Start(start)!);
    }

    /// <summary>Until it has the page open, and writes.</summary>
    public Task WhenOpenAsync() => _open.Task.WaitAsync(StartTime);

    /// <summary>Kills it, without a word; gives what it was told is stored.</summary>
    public async Task<IReadOnlyList<string>> KillAsync()
    {
        _process.Kill();
        await _reading.WaitAsync(StartTime);
        return _reported;
    }

    /// <summary>Lets it end by itself; gives what it was told is stored.</summary>
    public async Task<IReadOnlyList<string>> EndAsync()
    {
        _process.StandardInput.Close();
        await _reading.WaitAsync(StartTime);
        await _process.WaitForExitAsync().WaitAsync(StartTime);
        Assert.Equal(0, _process.ExitCode);
        return _reported;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "open") _open.TrySetResult();
            else if (line.StartsWith("stored ", StringComparison.Ordinal)) _reported.Add(line["stored ".Length..]);
        }
        _open.TrySetException(new InvalidOperationException("The writer ended before it had the page open."));
    }
}
