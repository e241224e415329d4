using System.Text.Json;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.NotionApi;

/// <summary>A user with a workspace, a page in it, and an integration with all scopes.</summary>
internal sealed class ApiTeam : IAsyncDisposable
{
    private ApiTeam(Team team, Api token) => (Team, Token) = (team, token);

    public Team Team { get; }

    public Api Token { get; }

    public Guid Page => Team.Page;

    public static async Task<ApiTeam> GatherAsync(Uri server)
    {
        Team team = await Team.GatherAsync(server);
        return new ApiTeam(team, await team.Api.MakeTokenAsync(team.Workspace, "read_content", "update_content", "insert_content", "read_comments", "insert_comments", "read_users"));
    }

    /// <summary>Appends a block to the page; the block.</summary>
    public async Task<JsonElement> AppendAsync(string block, Guid? parent = null) =>
        (await Token.DoAsync(HttpMethod.Patch, $"/v1/blocks/{parent ?? Page}/children", JsonElement.Parse($$"""{"children":[{{block}}]}"""))).GetProperty("results")[0];

    public Task<JsonElement> AppendTextAsync(string text) => AppendAsync($$$"""{"paragraph":{"rich_text":[{"text":{"content":"{{{text}}}"}}]}}""");

    public ValueTask DisposeAsync()
    {
        Token.Dispose();
        Team.Dispose();
        return ValueTask.CompletedTask;
    }
}
