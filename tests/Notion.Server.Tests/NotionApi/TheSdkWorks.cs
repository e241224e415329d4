using System.Text.RegularExpressions;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.NotionApi;

/// <summary>tests/NotionClient: Notion's own SDK, and a tool that others built on it, against this server.</summary>
public sealed class TheSdkWorks
{
    private static readonly NodeProject Client = new(Path.Combine("tests", "NotionClient"), "@notionhq");

    [Fact]
    public async Task ByChangingTheBaseUrl()
    {
        Client.Require();
        await using TestServer server = await TestServer.StartAsync();
        using Team team = await Team.GatherAsync(server.Address);
        using Api token = await team.Api.MakeTokenAsync(team.Workspace, "read_content", "update_content", "insert_content", "read_comments", "insert_comments", "read_users");
        string output = await Client.RunAsync(["--test"], new Dictionary<string, string>
        {
            ["NOTION_URL"] = server.Address.GetLeftPart(UriPartial.Authority),
            ["NOTION_TOKEN"] = token.Token!,
            ["NOTION_SESSION"] = team.Api.Token!,
        });
        Assert.Matches(@"(?m)^# pass [1-9]\d", output);
        Assert.Matches(@"(?m)^# (skipped|todo) 0", output);
        Assert.DoesNotMatch(new Regex(@"(?m)^# fail [1-9]"), output);
    }
}
