using System.Net;
using System.Text.Json;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.NotionApi;

public sealed class TokensReachTheirWorkspaceOnly(SharedServer server)
{
    [Fact]
    public async Task OthersAreNotThereEvenWhereTheUserIsInThem()
    {
        await using ApiTeam team = await ApiTeam.GatherAsync(server.Address);
        Guid elsewhere = await team.Team.Api.CreateWorkspaceAsync();
        Guid hidden = await team.Team.Api.CreatePageAsync(elsewhere, title: "Hidden");
        using Api other = await team.Team.Api.MakeTokenAsync(elsewhere, "read_content", "insert_content", "update_content");
        Guid block = (await other.DoAsync(HttpMethod.Patch, $"/v1/blocks/{hidden}/children", new { children = (object[])[new { divider = new { } }] })).GetProperty("results")[0].GetProperty("id").GetGuid();

        foreach (string path in (string[])[$"/v1/pages/{hidden}", $"/v1/blocks/{hidden}", $"/v1/blocks/{hidden}/children", $"/v1/blocks/{block}", $"/v1/blocks/{block}/children"])
            AssertError(HttpStatusCode.NotFound, "object_not_found", await team.Token.GetAsync(path));
        AssertError(HttpStatusCode.NotFound, "object_not_found", await team.Token.DeleteAsync($"/v1/blocks/{block}"));
        AssertError(HttpStatusCode.NotFound, "object_not_found", await team.Token.PostAsync("/v1/pages", new { parent = new { page_id = hidden } }));
        AssertError(HttpStatusCode.NotFound, "object_not_found", await team.Token.PostAsync($"/v1/pages/{team.Page}/move", new { parent = new { page_id = hidden } }));
        foreach (object named in (object[])
        [
            new { link_to_page = new { page_id = hidden } },
            new { synced_block = new { synced_from = new { block_id = block } } },
            new { paragraph = new { rich_text = (object[])[new { mention = new { page = new { id = hidden } } }] } },
        ])
            AssertError(HttpStatusCode.NotFound, "object_not_found", await team.Token.PatchAsync($"/v1/blocks/{team.Page}/children", new { children = (object[])[named] }));
        JsonElement all = (await team.Token.PostAsync("/v1/search", new { })).Body;
        Assert.Equal([team.Page], all.GetProperty("results").EnumerateArray().Select(page => page.GetProperty("id").GetGuid()));
        Assert.DoesNotContain("Hidden", all.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ScopesSayWhatATokenMayDo()
    {
        await using ApiTeam team = await ApiTeam.GatherAsync(server.Address);
        Guid block = (await team.AppendTextAsync("text")).GetProperty("id").GetGuid();
        (string Scope, HttpMethod Method, string Path, object? Body)[] requests =
        [
            ("read_content", HttpMethod.Get, $"/v1/pages/{team.Page}", null),
            ("read_content", HttpMethod.Get, $"/v1/blocks/{block}", null),
            ("read_content", HttpMethod.Get, $"/v1/blocks/{block}/children", null),
            ("read_content", HttpMethod.Post, "/v1/search", new { }),
            ("insert_content", HttpMethod.Patch, $"/v1/blocks/{block}/children", new { children = (object[])[new { divider = new { } }] }),
            ("insert_content", HttpMethod.Post, "/v1/pages", new { parent = new { page_id = team.Page } }),
            ("update_content", HttpMethod.Patch, $"/v1/blocks/{block}", new { paragraph = new { color = "red" } }),
            ("update_content", HttpMethod.Patch, $"/v1/pages/{team.Page}", new { icon = new { emoji = "🥖" } }),
            ("read_comments", HttpMethod.Get, $"/v1/comments?block_id={team.Page}", null),
            ("insert_comments", HttpMethod.Post, "/v1/comments", new { parent = new { page_id = team.Page }, rich_text = (object[])[new { text = new { content = "said" } }] }),
            ("read_users", HttpMethod.Get, "/v1/users", null),
        ];
        foreach (string scope in requests.Select(request => request.Scope).Distinct())
        {
            using Api token = await team.Team.Api.MakeTokenAsync(team.Team.Workspace, scope);
            Assert.Equal(HttpStatusCode.OK, (await token.GetAsync("/v1/users/me")).Status);
            foreach ((string needed, HttpMethod method, string path, object? body) in requests)
            {
                (HttpStatusCode Status, JsonElement Body) answer = await token.SendAsync(method, path, body);
                if (needed == scope) Assert.Equal(HttpStatusCode.OK, answer.Status);
                else AssertError(HttpStatusCode.Forbidden, "restricted_resource", answer);
            }
        }
    }

    [Fact]
    public async Task WhoMayOnlyLookChangesNothing()
    {
        await using ApiTeam team = await ApiTeam.GatherAsync(server.Address);
        Guid block = (await team.AppendTextAsync("text")).GetProperty("id").GetGuid();
        using Api guest = await Api.SignUpAsync(server.Address);
        await team.Team.Api.AdmitAsync(team.Team.Workspace, guest, "guest");
        await team.Team.Api.DoAsync(HttpMethod.Put, $"/api/pages/{team.Page}/permissions", new { kind = "user", id = guest.UserId, level = "view" });
        using Api token = await guest.MakeTokenAsync(team.Team.Workspace, "read_content", "update_content", "insert_content", "read_users");
        Assert.Equal(HttpStatusCode.OK, (await token.GetAsync($"/v1/blocks/{block}")).Status);
        AssertError(HttpStatusCode.Forbidden, "restricted_resource", await token.PatchAsync($"/v1/blocks/{block}", new { paragraph = new { color = "red" } }));
        AssertError(HttpStatusCode.Forbidden, "restricted_resource", await token.DeleteAsync($"/v1/blocks/{block}"));
        AssertError(HttpStatusCode.Forbidden, "restricted_resource", await token.PatchAsync($"/v1/blocks/{block}/children", new { children = (object[])[new { divider = new { } }] }));
        AssertError(HttpStatusCode.Forbidden, "restricted_resource", await token.PostAsync("/v1/pages", new { parent = new { workspace = true } }));
        Assert.Equal([guest.UserId], (await token.GetAsync("/v1/users")).Body.GetProperty("results").EnumerateArray().Select(user => user.GetProperty("id").GetGuid()));
    }

    [Fact]
    public async Task WhoMayCommentChangesOnlyWhatTheySaidThemselves()
    {
        await using ApiTeam team = await ApiTeam.GatherAsync(server.Address);
        object said = new { parent = new { page_id = team.Page }, rich_text = (object[])[new { text = new { content = "said" } }] };
        Guid theirs = (await team.Token.DoAsync(HttpMethod.Post, "/v1/comments", said)).GetProperty("id").GetGuid();
        using Api guest = await Api.SignUpAsync(server.Address);
        await team.Team.Api.AdmitAsync(team.Team.Workspace, guest, "guest");
        await team.Team.Api.DoAsync(HttpMethod.Put, $"/api/pages/{team.Page}/permissions", new { kind = "user", id = guest.UserId, level = "comment" });
        using Api token = await guest.MakeTokenAsync(team.Team.Workspace, "read_comments", "insert_comments");
        Guid own = (await token.DoAsync(HttpMethod.Post, "/v1/comments", said)).GetProperty("id").GetGuid();
        AssertError(HttpStatusCode.Forbidden, "restricted_resource", await token.PatchAsync($"/v1/comments/{theirs}", said));
        AssertError(HttpStatusCode.Forbidden, "restricted_resource", await token.DeleteAsync($"/v1/comments/{theirs}"));
        Assert.Equal(HttpStatusCode.OK, (await token.PatchAsync($"/v1/comments/{own}", said)).Status);

        await team.Team.Api.DoAsync(HttpMethod.Put, $"/api/pages/{team.Page}/permissions", new { kind = "user", id = guest.UserId, level = "view" });
        AssertError(HttpStatusCode.Forbidden, "restricted_resource", await token.PostAsync("/v1/comments", said));
        AssertError(HttpStatusCode.Forbidden, "restricted_resource", await token.DeleteAsync($"/v1/comments/{own}"));
        Assert.Equal(HttpStatusCode.OK, (await team.Token.DeleteAsync($"/v1/comments/{own}")).Status);
        await team.Team.Api.DoAsync(HttpMethod.Delete, $"/api/pages/{team.Page}/permissions/user/{guest.UserId}");
        AssertError(HttpStatusCode.NotFound, "object_not_found", await token.GetAsync($"/v1/comments/{theirs}"));
    }

    [Fact]
    public async Task WhoIsTooQuickIsToldWhenToGoOn()
    {
        await using TestServer slow = await TestServer.StartAsync(options => options.ApiRequestsPerSecond = 1);
        await using ApiTeam team = await ApiTeam.GatherAsync(slow.Address);
        (HttpStatusCode Status, JsonElement Body) answer = default;
        for (int i = 0; i < 30 && answer.Status != HttpStatusCode.TooManyRequests; i++) answer = await team.Token.GetAsync("/v1/users/me");
        AssertError(HttpStatusCode.TooManyRequests, "rate_limited", answer);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/users/me");
        request.Headers.Add("Notion-Version", "2025-09-03");
        request.Headers.Add("Authorization", $"Bearer {team.Token.Token}");
        using HttpResponseMessage response = await slow.Http.SendAsync(request);
        Assert.InRange(int.Parse(response.Headers.GetValues("Retry-After").Single(), System.Globalization.CultureInfo.InvariantCulture), 1, 10);
        using Api another = await team.Team.Api.MakeTokenAsync(team.Team.Workspace, "read_content");
        Assert.Equal(HttpStatusCode.OK, (await another.GetAsync("/v1/users/me")).Status);
    }

    private static void AssertError(HttpStatusCode status, string code, (HttpStatusCode Status, JsonElement Body) answer)
    {
        Assert.Equal((status, code), (answer.Status, answer.Body.GetProperty("code").GetString()));
        Assert.Equal("error", answer.Body.GetProperty("object").GetString());
        Assert.Equal((int)status, answer.Body.GetProperty("status").GetInt32());
    }
}
