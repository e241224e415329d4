using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Notion.Server.Search;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Hosting;

/// <summary>What docs/server.md says to run, run as it says.</summary>
public sealed class TheServerAsAProcess
{
    [Fact]
    public async Task ReindexBuildsTheIndexAnew()
    {
        using var directory = new TempDirectory();
        string token, query;
        await using (TestServer server = await TestServer.StartAsync(directory: directory.Path))
        {
            using Team team = await Team.GatherAsync(server.Address);
            await team.Api.CreatePageAsync(team.Workspace, title: "Axolotl");
            (token, query) = (team.Api.Token!, $"/api/search?q=axolotl&workspace={team.Workspace}");
            await FindAsync(team.Api, query, 1);
            var index = server.Services.GetRequiredService<ISearchIndex>();
            await server.Sql.WriteAsync(async session =>
            {
                await index.ClearAsync(session);
                return 0;
            });
            await FindAsync(team.Api, query, 0);
        }
        (int code, string output) = await ServerProcess.CommandAsync("reindex", directory.Path);
        Assert.True(code == 0, output);
        await using TestServer after = await TestServer.StartAsync(directory: directory.Path);
        using var again = new Api(after.Address, token);
        Assert.Equal(1, (await again.DoAsync(HttpMethod.Get, query)).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task MigrateMakesTheSchemaAndMayRunInSeveralPlacesAtOnce()
    {
        TestStore.RequirePostgres();
        using var directory = new TempDirectory();
        string database = await TestStore.EmptyDatabaseAsync();
        InvalidOperationException early = await Assert.ThrowsAsync<InvalidOperationException>(() => ServerProcess.StartOnAsync(database, directory.Path));
        Assert.Contains("Run the server once with the argument migrate", early.Message, StringComparison.Ordinal);
        (int ExitCode, string Output)[] runs = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ServerProcess.CommandAsync("migrate", directory.Path, database)));
        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Output));
        using ServerProcess server = await ServerProcess.StartOnAsync(database, directory.Path);
        using Api user = await Api.SignUpAsync(server.Address);
        await user.CreateWorkspaceAsync();
        (int code, string output) = await ServerProcess.CommandAsync("migrate", directory.Path, database);
        Assert.True(code == 0, output);
        Assert.Equal(HttpStatusCode.OK, (await user.GetAsync("/api/workspaces")).Status);
        Assert.Equal(0, (await server.TerminateAsync()).ExitCode);
    }

    [Fact]
    public async Task ACommandThatCannotDoItsWorkSaysWhyAndFails()
    {
        using var directory = new TempDirectory();
        (int code, string output) = await ServerProcess.CommandAsync("migrate", directory.Path, "Host=/nowhere;Database=none;Username=nobody;Timeout=2");
        Assert.Equal(1, code);
        Assert.Contains("cannot be used", output, StringComparison.Ordinal);
        (code, output) = await ServerProcess.CommandAsync("reindex", directory.Path, "nonsense");
        Assert.Equal(1, code);
        Assert.Contains("Notion:Postgres", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Development", HttpStatusCode.OK)]
    [InlineData("Production", HttpStatusCode.NotFound)]
    public async Task ThePageToTryTheInterfaceIsThereInDevelopmentAndTheDescriptionEverywhere(string environment, HttpStatusCode page)
    {
        using var directory = new TempDirectory();
        using ServerProcess server = await ServerProcess.StartAsync(directory.Path, "--environment", environment);
        using var http = new HttpClient { BaseAddress = server.Address };
        using HttpResponseMessage scalar = await http.GetAsync("/scalar");
        Assert.Equal(page, scalar.StatusCode);
        if (page == HttpStatusCode.OK)
        {
            Assert.Equal("text/html", scalar.Content.Headers.ContentType?.MediaType);
            Assert.Contains("notion", await scalar.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        using HttpResponseMessage description = await http.GetAsync("/openapi/notion.json");
        Assert.Equal(HttpStatusCode.OK, description.StatusCode);
        JsonElement document = JsonElement.Parse(await description.Content.ReadAsStringAsync());
        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.True(document.GetProperty("paths").TryGetProperty("/api/accounts/sign-up", out _));
    }

    private static async Task FindAsync(Api who, string query, int count)
    {
        for (int i = 0; i < 250; i++)
        {
            if ((await who.DoAsync(HttpMethod.Get, query)).GetProperty("items").GetArrayLength() == count) return;
            await Task.Delay(20);
        }
        Assert.Fail($"{query} did not find {count}.");
    }
}
