using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Notion.Server.Auditing;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Auditing;

public sealed class TheAuditTells(SharedServer server)
{
    [Fact]
    public async Task WhoRunsTheWorkspaceReadsWhatHappenedInItAndNobodyElseDoes()
    {
        using Team team = await Team.GatherAsync(server.Address);
        using Team others = await Team.GatherAsync(server.Address);
        using Api member = await Api.SignUpAsync(server.Address, "audited-member@example.com");
        await team.Api.PostAsync($"/api/workspaces/{team.Workspace}/members", new { email = "audited-member@example.com" });

        (HttpStatusCode status, JsonElement body) = await team.Api.GetAsync($"/api/workspaces/{team.Workspace}/audit");
        Assert.Equal(HttpStatusCode.OK, status);
        JsonElement[] items = [.. body.GetProperty("items").EnumerateArray()];
        Assert.Equal(["workspace.member_added", "page.created"], items.Select(item => item.GetProperty("eventType").GetString()));
        Assert.Equal(member.UserId, items[0].GetProperty("userId").GetGuid());
        Assert.Equal(team.Api.UserId.ToString(), items[0].GetProperty("metadata").GetProperty("invitedBy").GetString());
        Assert.Equal(team.Page, items[1].GetProperty("resourceId").GetGuid());
        Assert.Equal("127.0.0.1", items[1].GetProperty("ipAddress").GetString());

        Api.AssertProblem(HttpStatusCode.Forbidden, "role_too_low", await member.GetAsync($"/api/workspaces/{team.Workspace}/audit"));
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await others.Api.GetAsync($"/api/workspaces/{team.Workspace}/audit"));
    }

    [Fact]
    public async Task ItIsReadInPartsTheNewestFirst()
    {
        using Team team = await Team.GatherAsync(server.Address);
        for (int i = 0; i < 4; i++) await team.Api.CreatePageAsync(team.Workspace, title: $"Page {i}");
        var titles = new List<string?>();
        string query = "?limit=2";
        for (int part = 0; part < 3; part++)
        {
            JsonElement body = (await team.Api.GetAsync($"/api/workspaces/{team.Workspace}/audit{query}")).Body;
            titles.AddRange(body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("metadata").GetProperty("title").GetString()));
            query = $"?limit=2&after={body.GetProperty("next")}";
            Assert.Equal(part < 2, body.GetProperty("next").ValueKind == JsonValueKind.Number);
        }
        Assert.Equal(["Page 3", "Page 2", "Page 1", "Page 0", "Untitled"], titles);
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await team.Api.GetAsync($"/api/workspaces/{team.Workspace}/audit?limit=0"));
    }

    [Fact]
    public async Task EveryEventOfTheListCanBeWritten()
    {
        using Team team = await Team.GatherAsync(server.Address);
        var audit = server.Server.Services.GetRequiredService<AuditTrail>();
        (Guid user, Guid workspace, Guid page) = (team.Api.UserId, team.Workspace, team.Page);
        await audit.PageSharedAsync(user, workspace, page, "user", user, "edit", default);
        await audit.PageExportedAsync(user, workspace, page, "markdown", true, default);
        await audit.MemberRemovedAsync(user, workspace, user, "left", default);
        await audit.BlockDeletedAsync(null, workspace, page, page, "page", default);
        IEnumerable<string?> types = (await team.Api.GetAsync($"/api/workspaces/{workspace}/audit")).Body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("eventType").GetString());
        Assert.Equal(["block.deleted", "workspace.member_removed", "page.exported", "page.shared", "page.created"], types);
    }
}
