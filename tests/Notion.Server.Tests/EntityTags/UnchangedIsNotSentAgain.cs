using System.Net;
using System.Text.Json;
using Notion.Server.Tests.Permissions;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.EntityTags;

public sealed class UnchangedIsNotSentAgain(SharedServer server)
{
    [Fact]
    public async Task AReadWithTheTagIsAnsweredWith304UntilSomethingChanges()
    {
        using Team team = await Team.GatherAsync(server.Address);
        foreach (string path in (string[])[$"/api/pages/{team.Page}", $"/api/workspaces/{team.Workspace}", $"/api/workspaces/{team.Workspace}/pages", "/api/accounts/me"])
        {
            (HttpStatusCode status, string? tag, JsonElement body) = await team.Api.SendTaggedAsync(HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.NotNull(tag);
            Assert.Equal(JsonValueKind.Object, body.ValueKind);
            (status, string? again, body) = await team.Api.SendTaggedAsync(HttpMethod.Get, path, ifNoneMatch: tag);
            Assert.Equal(HttpStatusCode.NotModified, status);
            Assert.Equal(tag, again);
            Assert.Equal(JsonValueKind.Undefined, body.ValueKind);
            Assert.Equal(HttpStatusCode.NotModified, (await team.Api.SendTaggedAsync(HttpMethod.Get, path, ifNoneMatch: $"\"other\", W/{tag}")).Status);
            Assert.Equal(HttpStatusCode.OK, (await team.Api.SendTaggedAsync(HttpMethod.Get, path, ifNoneMatch: "\"other\"")).Status);
        }
        (_, string? before, _) = await team.Api.SendTaggedAsync(HttpMethod.Get, $"/api/workspaces/{team.Workspace}/pages");
        await team.Api.CreatePageAsync(team.Workspace);
        Assert.Equal(HttpStatusCode.OK, (await team.Api.SendTaggedAsync(HttpMethod.Get, $"/api/workspaces/{team.Workspace}/pages", ifNoneMatch: before)).Status);
    }

    [Fact]
    public async Task EveryReadHasATag()
    {
        using Team team = await Team.GatherAsync(server.Address);
        int tagged = 0;
        foreach ((string endpoint, EndpointRow row) in EndpointTable.Rows.Where(row => row.Key.StartsWith("GET /api/", StringComparison.Ordinal)))
        {
            string path = row.Path(row.Need is EndpointRow.Needs.Role ? team.Workspace : team.Page);
            (HttpStatusCode status, string? tag, _) = await team.Api.SendTaggedAsync(HttpMethod.Get, path);
            if (status != HttpStatusCode.OK) continue;
            Assert.True(tag is not null, endpoint);
            Assert.True((await team.Api.SendTaggedAsync(HttpMethod.Get, path, ifNoneMatch: tag)).Status == HttpStatusCode.NotModified, endpoint);
            tagged++;
        }
        Assert.True(tagged > 15);
    }

    [Fact]
    public async Task AChangeOfWhatHasChangedSinceIsRefused()
    {
        using Team team = await Team.GatherAsync(server.Address);
        (_, string? tag, _) = await team.Api.SendTaggedAsync(HttpMethod.Get, "/api/accounts/me");
        (HttpStatusCode status, string? changed, _) = await team.Api.SendTaggedAsync(HttpMethod.Patch, "/api/accounts/me", new { name = "First" }, ifMatch: tag);
        Assert.Equal(HttpStatusCode.OK, status);
        (status, _, JsonElement body) = await team.Api.SendTaggedAsync(HttpMethod.Patch, "/api/accounts/me", new { name = "Second" }, ifMatch: tag);
        Api.AssertProblem(HttpStatusCode.PreconditionFailed, "precondition_failed", (status, body));
        Assert.Equal(HttpStatusCode.OK, (await team.Api.SendTaggedAsync(HttpMethod.Patch, "/api/accounts/me", new { name = "Third" }, ifMatch: changed)).Status);
        Assert.Equal(HttpStatusCode.OK, (await team.Api.SendTaggedAsync(HttpMethod.Patch, "/api/accounts/me", new { name = "Fourth" })).Status);
        Assert.Equal(HttpStatusCode.OK, (await team.Api.SendTaggedAsync(HttpMethod.Patch, "/api/accounts/me", new { name = "Fifth" }, ifMatch: "*")).Status);
    }
}
