using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using Notion.Server.ExternalSignIn;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Hosting;

public sealed partial class TheDocumentationIsTrue
{
    [Fact]
    public async Task TheCommandsInItWorkAsTheyStand()
    {
        string document = await ReadAsync();
        if (!File.Exists("/bin/bash") || !File.Exists("/usr/bin/curl")) Assert.Skip("The commands need /bin/bash and /usr/bin/curl, and one of them is not here.");
        await using TestServer server = await TestServer.StartAsync();
        var start = new ProcessStartInfo("/bin/bash", ["-euo", "pipefail"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SERVER"] = server.Address.GetLeftPart(UriPartial.Authority);
        using Process shell = Process.Start(start)!;
        foreach (Match block in Commands().Matches(document)) await shell.StandardInput.WriteAsync(block.Groups[1].Value);
        shell.StandardInput.Close();
        string output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, output + await shell.StandardError.ReadToEndAsync());
        Assert.Contains("\"status\":\"ready\"", output, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(output, "\"title\":\"Shopping\""));
        Assert.EndsWith("\"code\":\"unauthorized\"}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryOptionStandsInItWithItsDefault()
    {
        string document = await ReadAsync();
        var defaults = new NotionServerOptions();
        foreach (PropertyInfo option in typeof(NotionServerOptions).GetProperties())
        {
            object? value = option.GetValue(defaults);
            string expected = value switch { null => "unset", IList<string> or IDictionary<string, SignInProvider> => "none", _ => $"`{value}`" };
            Assert.Contains($"| `{option.Name}` | {expected} |", document, StringComparison.Ordinal);
        }
    }

    private static async Task<string> ReadAsync()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "docs", "server.md");
            if (File.Exists(path)) return await File.ReadAllTextAsync(path);
        }
        Assert.Skip("The tests do not run inside a checkout of the repository, so docs/server.md is not there.");
        return string.Empty;
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Commands();
}
