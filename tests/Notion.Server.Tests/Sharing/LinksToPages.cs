using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Notion.Server.Tests.Permissions;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Sharing;

public sealed class LinksToPages(SharedServer server)
{
    [Fact]
    public async Task AVisitorReachesThePageAndWhatInheritsFromItAndNothingElse()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid above = await cast.Owner.CreatePageAsync(cast.Workspace, title: "Above");
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace, title: "Shared", parentId: above);
        Guid under = await cast.Owner.CreatePageAsync(cast.Workspace, title: "Under", parentId: page);
        Guid hidden = await cast.PrivatePageAsync(page);
        (_, _, Api visitor) = await cast.LinkAsync(page);
        using Api one = visitor;
        Assert.Equal("view", (await visitor.DoAsync(HttpMethod.Get, $"/api/pages/{under}")).GetProperty("access").GetString());
        Assert.Equal(JsonValueKind.Null, (await visitor.DoAsync(HttpMethod.Get, $"/api/pages/{page}")).GetProperty("parentId").ValueKind);
        Assert.Equal(["Shared", "Under"], (await visitor.DoAsync(HttpMethod.Get, $"/api/pages/{under}/path")).GetProperty("items").EnumerateArray().Select(step => step.GetProperty("title").GetString()));
        Assert.Equal([under], (await visitor.DoAsync(HttpMethod.Get, $"/api/pages/{page}/children")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
        foreach (Guid other in (Guid[])[above, hidden, Guid.NewGuid()]) Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await visitor.GetAsync($"/api/pages/{other}"));
        Api.AssertProblem(HttpStatusCode.Unauthorized, "unauthorized", await visitor.GetAsync("/api/workspaces"));
        Api.AssertProblem(HttpStatusCode.Unauthorized, "unauthorized", await visitor.PatchAsync($"/api/pages/{page}", new { title = "Mine" }));
    }

    [Fact]
    public async Task APasswordIsAskedForAndGuessingItIsSlow()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.PrivatePageAsync();
        (_, string token, Api visitor) = await cast.LinkAsync(page, new { password = "open sesame" }, "open sesame");
        visitor.Dispose();
        using var anonymous = new Api(server.Address);
        Api.AssertProblem(HttpStatusCode.Unauthorized, "password_needed", await anonymous.PostAsync("/api/links/open", new { token }));
        for (int i = 0; i < 5; i++) Api.AssertProblem(HttpStatusCode.Unauthorized, "wrong_credentials", await anonymous.PostAsync("/api/links/open", new { token, password = $"guess {i}" }));
        Api.AssertProblem(HttpStatusCode.TooManyRequests, "too_many_attempts", await anonymous.PostAsync("/api/links/open", new { token, password = "open sesame" }));
    }

    [Fact]
    public async Task TheTokenIsShownOnceAndStoredNowhere()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.PrivatePageAsync();
        (Guid link, string token, Api visitor) = await cast.LinkAsync(page);
        string list = (await cast.Owner.DoAsync(HttpMethod.Get, $"/api/pages/{page}/links")).GetRawText();
        Assert.Contains(link.ToString(), list, StringComparison.Ordinal);
        Assert.DoesNotContain(token, list, StringComparison.Ordinal);
        using Api one = visitor;
        long stored = await server.Server.Sql.ReadAsync(session => session.QueryNumberAsync("SELECT count(*) FROM share_links WHERE id = @id AND token_hash = @token", ("@id", link), ("@token", System.Text.Encoding.UTF8.GetBytes(token))));
        Assert.Equal(0, stored);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SearchEnginesAreToldToStayAwayUnlessTheyMayCome(bool welcome)
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.PrivatePageAsync();
        (_, _, Api visitor) = await cast.LinkAsync(page, new { searchEngines = welcome });
        using Api one = visitor;
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", visitor.Token);
        using HttpResponseMessage answer = await http.GetAsync($"/api/pages/{page}");
        Assert.Equal(welcome, !answer.Headers.Contains("X-Robots-Tag"));
    }

    [Theory]
    [InlineData("{\"level\":\"edit\"}")]
    [InlineData("{\"level\":\"none\"}")]
    [InlineData("{\"password\":\"\"}")]
    [InlineData("{\"expiresAt\":\"2020-01-01T00:00:00Z\"}")]
    public async Task TermsThatALinkCannotHave(string body)
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.PrivatePageAsync();
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await cast.Owner.PostTextAsync($"/api/pages/{page}/links", body));
        Assert.Equal(0, (await cast.Owner.DoAsync(HttpMethod.Get, $"/api/pages/{page}/links")).GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task WhatIsNoLinkLeadsNowhere(string? token)
    {
        using var anonymous = new Api(server.Address);
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await anonymous.PostAsync("/api/links/open", new { token }));
    }
}
