using System.Diagnostics;
using Notion.Traces;

namespace Notion.Server.Tests.Running;

/// <summary>A project for Node in this repository, with its packages installed.</summary>
/// <param name="path">Where it is, from the root of the repository.</param>
/// <param name="package">A package that it needs, to see whether they are installed.</param>
internal sealed class NodeProject(string path, string package)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public string Folder { get; } = Path.Combine(TraceFolder.RepositoryRoot() ?? throw new DirectoryNotFoundException("The tests do not run inside the repository."), path);

    /// <summary>Skips the test, with the reason, where there is no Node or the packages are not installed.</summary>
    public void Require()
    {
        Assert.SkipWhen(Version() is not { Major: >= 20 }, "There is no Node of version 20 or later on the path: apt-get install nodejs npm.");
        Assert.SkipUnless(Directory.Exists(Path.Combine(Folder, "node_modules", package)), $"The packages are not installed: npm ci --prefix {path}.");
    }

    /// <summary>Starts Node in the project's folder. Its output is read as text.</summary>
    public Process Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = Folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs Node to its end; what it wrote, where its exit code was 0.</summary>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        using Process process = Start(arguments, environment);
        try
        {
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(Patience);
            Assert.True(process.ExitCode == 0, $"node {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}\n{await error}");
            return await output;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static Version? Version()
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("node", "--version") { RedirectStandardOutput = true })!;
            string version = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return System.Version.TryParse(version.Trim().TrimStart('v'), out Version? parsed) ? parsed : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
