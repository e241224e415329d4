using System.Diagnostics;
using Notion.Traces;

namespace Notion.JsClient.Tests.Running;

/// <summary>Runs samples/JsClient in Node.</summary>
internal static class Node
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static string Client { get; } = Path.Combine(
        TraceFolder.RepositoryRoot() ?? throw new DirectoryNotFoundException("The tests do not run inside the repository."), "samples", "JsClient");

    /// <summary>Skips the test, with the reason, where there is no Node or the client's packages are not installed.</summary>
    public static void Require()
    {
        Assert.SkipWhen(Version() is not { Major: >= 20 }, "There is no Node of version 20 or later on the path: apt-get install nodejs npm.");
        Assert.SkipUnless(Directory.Exists(Path.Combine(Client, "node_modules", "@msgpack")), "The packages of the client are not installed: npm ci --prefix samples/JsClient.");
    }

    /// <summary>Starts Node in the client's folder. Its output is read as text.</summary>
    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = Client, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>Runs Node to its end; what it wrote, where its exit code was 0.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
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
