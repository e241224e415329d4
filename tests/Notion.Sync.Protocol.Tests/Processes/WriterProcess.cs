using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Notion.Tests;

/// <summary>A <c>Notion.Sync.Writer</c>: a process that writes on a page of a store until it is killed, or told to end.</summary>
internal sealed class WriterProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task _reading;
    private readonly List<string> _reported = [];
    private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _enoughReports;

    private WriterProcess(Process process, int enough)
    {
        _process = process;
        _enoughReports = enough;
        _reading = ReadAsync();
    }

    /// <param name="store">The file.</param>
    /// <param name="page">The page to write on.</param>
    /// <param name="name">What its edits begin with.</param>
    /// <param name="seed">What it does.</param>
    /// <param name="enough">See <see cref="WhenEnoughAsync"/>.</param>
    public static WriterProcess Start(string store, Guid page, string name, int seed, int enough = 1)
    {
        string assembly = typeof(WriterProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "WriterAssembly").Value!;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])["exec", assembly, store, page.ToString(), name, seed.ToString(CultureInfo.InvariantCulture)]) start.ArgumentList.Add(argument);
        return new WriterProcess(Process.Start(start)!, enough);
    }

    /// <summary>Until it has reported a number of edits.</summary>
    public Task WhenEnoughAsync() => _enough.Task.WaitAsync(StartTime);

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
            _reported.Add(line["stored ".Length..]);
            if (_reported.Count >= _enoughReports) _enough.TrySetResult();
        }
        _enough.TrySetException(new InvalidOperationException($"The writer ended after {_reported.Count} edits."));
    }
}
