using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Notion.Crdt;
using Notion.Server.Tests.Running;
using Notion.Server.Tokens;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Tokens;

public sealed class ScopesHold(SharedServer server)
{
    [Fact]
    public async Task ATokenIsShownOnceAndDoesWhatItsScopesSay()
    {
        using Team team = await Team.GatherAsync(server.Address);
        using Api reader = await team.Api.MakeTokenAsync(team.Workspace, "read_content");
        using Api writer = await team.Api.MakeTokenAsync(team.Workspace, "insert_content");
        using Api people = await team.Api.MakeTokenAsync(team.Workspace, "read_users");
        string workspace = $"/api/workspaces/{team.Workspace}";

        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync($"/api/pages/{team.Page}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync($"{workspace}/pages")).Status);
        Api.AssertProblem(HttpStatusCode.Forbidden, "scope_missing", await reader.PostAsync($"{workspace}/pages", new { title = "No" }));
        Api.AssertProblem(HttpStatusCode.Forbidden, "scope_missing", await reader.GetAsync($"{workspace}/members"));
        Assert.Equal(HttpStatusCode.Created, (await writer.PostAsync($"{workspace}/pages", new { title = "Yes" })).Status);
        Api.AssertProblem(HttpStatusCode.Forbidden, "scope_missing", await writer.GetAsync($"/api/pages/{team.Page}"));
        Assert.Equal(HttpStatusCode.OK, (await people.GetAsync($"{workspace}/members")).Status);

        string list = (await team.Api.GetAsync($"{workspace}/tokens")).Body.GetRawText();
        Assert.Contains(reader.TokenId.ToString(), list, StringComparison.Ordinal);
        Assert.DoesNotContain(reader.Token!, list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATokenIsGoodInItsWorkspaceOnlyThoughItsUserIsInOthers()
    {
        using Team team = await Team.GatherAsync(server.Address);
        Guid elsewhere = await team.Api.CreateWorkspaceAsync();
        Guid hidden = await team.Api.CreatePageAsync(elsewhere);
        using Api token = await team.Api.MakeTokenAsync(team.Workspace, "read_content", "insert_content", "update_content", "read_users");
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await token.GetAsync($"/api/workspaces/{elsewhere}"));
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await token.GetAsync($"/api/workspaces/{elsewhere}/pages"));
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await token.GetAsync($"/api/pages/{hidden}"));
        Assert.Equal((await token.GetAsync($"/api/pages/{Guid.NewGuid()}")).Body.GetRawText(), (await token.GetAsync($"/api/pages/{hidden}")).Body.GetRawText());
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await token.PostAsync($"/api/workspaces/{team.Workspace}/pages", new { parentId = hidden }));

        using RawSocket socket = await RawSocket.SignInAsync(server.Address, token.Token!);
        await socket.SendAsync(new OpenFrame(1, hidden, VersionVector.Empty.Encode()));
        Assert.Equal(SyncErrorCode.UnknownPage, (await socket.ReceiveAsync<ErrorFrame>()).Code);
        await socket.SendAsync(new OpenFrame(2, Guid.NewGuid(), VersionVector.Empty.Encode()) { CreateIn = elsewhere });
        Assert.Equal(SyncErrorCode.UnknownPage, (await socket.ReceiveAsync<ErrorFrame>()).Code);
    }

    [Fact]
    public async Task WhatIsForSignedInUsersIsForbiddenToEveryToken()
    {
        using Team team = await Team.GatherAsync(server.Address);
        using Api token = await team.Api.MakeTokenAsync(
            team.Workspace, "read_content", "update_content", "insert_content", "read_comments", "insert_comments", "read_users");
        foreach (string path in (string[])["/api/accounts/me", "/api/accounts/sessions", "/api/workspaces", $"/api/workspaces/{team.Workspace}/tokens", $"/api/workspaces/{team.Workspace}/audit"])
            Api.AssertProblem(HttpStatusCode.Forbidden, "session_required", await token.GetAsync(path));
        foreach (string path in (string[])["/api/accounts/sign-out", "/api/accounts/password", "/api/workspaces", $"/api/workspaces/{team.Workspace}/tokens"])
            Api.AssertProblem(HttpStatusCode.Forbidden, "session_required", await token.PostAsync(path, new { }));
    }

    /// <summary>The rule that <see cref="ScopeHandler"/> rests on: it can hold a token to its workspace only where the route says which workspace or page is meant.</summary>
    [Fact]
    public void EveryEndpointThatTakesTokensNamesItsWorkspaceOrPage()
    {
        int open = 0;
        foreach (RouteEndpoint endpoint in server.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<RequiredScope>() is null) continue;
            open++;
            if (endpoint.RoutePattern.RawText == "/api/search") continue;     // takes the workspace as a query, and holds the token to it itself
            Assert.Contains(endpoint.RoutePattern.Parameters, parameter => parameter.Name is "workspaceId" or "pageId");
        }
        Assert.True(open >= 5);
    }

    [Theory]
    [InlineData(PageAccess.View, "read_content")]
    [InlineData(PageAccess.View, "read_content", "update_content")]
    [InlineData(PageAccess.View, "read_content", "insert_content")]
    [InlineData(PageAccess.Comment, "read_content", "insert_comments")]
    [InlineData(PageAccess.Edit, "read_content", "update_content", "insert_content")]
    public async Task ASocketOpensPagesWithWhatTheScopesAllow(PageAccess expected, params string[] scopes)
    {
        using Team team = await Team.GatherAsync(server.Address);
        using Api token = await team.Api.MakeTokenAsync(team.Workspace, scopes);
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, token.Token!);
        Assert.Equal(expected, (await socket.OpenAsync(team.Page)).Access);
        (_, ReadOnlyMemory<byte> update) = new Document(ReplicaId.Create()).Paragraph("by an integration");
        await socket.SendAsync(new ChangesFrame(1, 1, update));
        if (expected >= PageAccess.Edit) Assert.Equal(1, (await socket.ReceiveAsync<AckDurableFrame>()).Batch);
        else Assert.Equal(SyncErrorCode.ReadOnly, (await socket.ReceiveAsync<RejectFrame>()).Code);
    }

    [Fact]
    public async Task WithoutReadingContentNoPageOpens()
    {
        using Team team = await Team.GatherAsync(server.Address);
        using Api token = await team.Api.MakeTokenAsync(team.Workspace, "update_content", "insert_content");
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, token.Token!);
        await socket.SendAsync(new OpenFrame(1, team.Page, VersionVector.Empty.Encode()));
        Assert.Equal(SyncErrorCode.UnknownPage, (await socket.ReceiveAsync<ErrorFrame>()).Code);
    }

    [Fact]
    public async Task ARevokedTokenIsNoTokenAndItsSocketsClose()
    {
        using Team team = await Team.GatherAsync(server.Address);
        using Api token = await team.Api.MakeTokenAsync(team.Workspace, "read_content");
        using Api other = await team.Api.MakeTokenAsync(team.Workspace, "read_content");
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, token.Token!);
        using RawSocket kept = await RawSocket.SignInAsync(server.Address, other.Token!);
        using Api stranger = await Api.SignUpAsync(server.Address);
        string path = $"/api/workspaces/{team.Workspace}/tokens/{token.TokenId}";
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await stranger.DeleteAsync(path));
        Assert.Equal(HttpStatusCode.NoContent, (await team.Api.DeleteAsync(path)).Status);
        Assert.Equal(SyncErrorCode.SessionEnded, (await socket.ReceiveCloseAsync()).Code);
        Api.AssertProblem(HttpStatusCode.Unauthorized, "unauthorized", await token.GetAsync($"/api/pages/{team.Page}"));
        await kept.SendAsync(new PingFrame(7));
        Assert.Equal(7, (await kept.ReceiveAsync<PongFrame>()).Number);
    }

    [Fact]
    public async Task MembersSeeTheirOwnTokensAndTheOwnerSeesAll()
    {
        using Team team = await Team.GatherAsync(server.Address);
        using Api member = await Api.SignUpAsync(server.Address, "token-member@example.com");
        await team.Api.AdmitAsync(team.Workspace, member);
        using Api ofOwner = await team.Api.MakeTokenAsync(team.Workspace, "read_content");
        using Api ofMember = await member.MakeTokenAsync(team.Workspace, "read_content");
        Assert.Equal([ofMember.TokenId], await ListAsync(member, team));
        Assert.Equal([ofOwner.TokenId, ofMember.TokenId], await ListAsync(team.Api, team));
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await member.DeleteAsync($"/api/workspaces/{team.Workspace}/tokens/{ofOwner.TokenId}"));
        Assert.Equal(HttpStatusCode.NoContent, (await team.Api.DeleteAsync($"/api/workspaces/{team.Workspace}/tokens/{ofMember.TokenId}")).Status);
    }

    [Theory]
    [InlineData("""{"name":"","scopes":["read_content"]}""", "name")]
    [InlineData("""{"name":"x","scopes":[]}""", "scopes")]
    [InlineData("""{"name":"x"}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["read_content","root"]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":[null]}""", "scopes")]
    [InlineData("""{"name":"x","scopes":["read_content"],"expiresAt":"2001-01-01T00:00:00Z"}""", "expiresAt")]
    public async Task AFieldThatIsWrongIsNamed(string body, string field)
    {
        using Team team = await Team.GatherAsync(server.Address);
        (HttpStatusCode Status, JsonElement Body) answer = await team.Api.PostTextAsync($"/api/workspaces/{team.Workspace}/tokens", body);
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", answer);
        Assert.Equal(field, answer.Body.GetProperty("field").GetString());
    }

    private static async Task<List<Guid>> ListAsync(Api api, Team team) =>
        [.. (await api.GetAsync($"/api/workspaces/{team.Workspace}/tokens")).Body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid())];
}
