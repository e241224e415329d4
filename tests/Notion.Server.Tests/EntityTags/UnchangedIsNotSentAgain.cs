using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
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
            (HttpStatusCode status, EntityTagHeaderValue? tag, string body) = await SendAsync(team, HttpMethod.Get, path);
            Assert.Equal(HttpStatusCode.OK, status);
            Assert.NotNull(tag);
            Assert.NotEmpty(body);
            (status, EntityTagHeaderValue? again, body) = await SendAsync(team, HttpMethod.Get, path, ifNoneMatch: tag.ToString());
            Assert.Equal(HttpStatusCode.NotModified, status);
            Assert.Equal(tag, again);
            Assert.Empty(body);
            Assert.Equal(HttpStatusCode.NotModified, (await SendAsync(team, HttpMethod.Get, path, ifNoneMatch: $"\"other\", W/{tag}")).Status);
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(team, HttpMethod.Get, path, ifNoneMatch: "\"other\"")).Status);
        }
        (_, EntityTagHeaderValue? before, _) = await SendAsync(team, HttpMethod.Get, $"/api/workspaces/{team.Workspace}/pages");
        await team.Api.CreatePageAsync(team.Workspace);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(team, HttpMethod.Get, $"/api/workspaces/{team.Workspace}/pages", ifNoneMatch: before!.ToString())).Status);
    }

    [Fact]
    public async Task AChangeOfWhatHasChangedSinceIsRefused()
    {
        using Team team = await Team.GatherAsync(server.Address);
        (_, EntityTagHeaderValue? tag, _) = await SendAsync(team, HttpMethod.Get, "/api/accounts/me");
        (HttpStatusCode status, EntityTagHeaderValue? changed, _) = await SendAsync(team, HttpMethod.Patch, "/api/accounts/me", new { name = "First" }, ifMatch: tag!.ToString());
        Assert.Equal(HttpStatusCode.OK, status);
        (status, _, string body) = await SendAsync(team, HttpMethod.Patch, "/api/accounts/me", new { name = "Second" }, ifMatch: tag.ToString());
        Assert.Equal(HttpStatusCode.PreconditionFailed, status);
        Assert.Contains("precondition_failed", body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(team, HttpMethod.Patch, "/api/accounts/me", new { name = "Third" }, ifMatch: changed!.ToString())).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(team, HttpMethod.Patch, "/api/accounts/me", new { name = "Fourth" })).Status);
    }

    private static async Task<(HttpStatusCode Status, EntityTagHeaderValue? Tag, string Body)> SendAsync(
        Team team, HttpMethod method, string path, object? body = null, string? ifNoneMatch = null, string? ifMatch = null)
    {
        using var http = new HttpClient { BaseAddress = team.Api.Address };
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", team.Api.Token);
        if (ifNoneMatch is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        using HttpResponseMessage response = await http.SendAsync(request);
        return (response.StatusCode, response.Headers.ETag, await response.Content.ReadAsStringAsync());
    }
}
