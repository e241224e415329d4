using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Invitations;

public sealed class InvitingPeople(SharedServer server)
{
    [Theory]
    [InlineData(null, "member")]
    [InlineData("guest", "guest")]
    [InlineData("admin", "admin")]
    public async Task WhoIsInvitedSeesWhereToAndJoinsWithTheirRole(string? asked, string role)
    {
        using Team team = await Team.GatherAsync(server.Address);
        (_, string token) = await InviteAsync(team, "invited@example.com", asked);
        using var anonymous = new Api(server.Address);
        JsonElement view = (await anonymous.PostAsync("/api/invitations/view", new { token })).Body;
        Assert.Equal(team.Workspace, view.GetProperty("workspaceId").GetGuid());
        Assert.Equal("Workspace", view.GetProperty("workspaceName").GetString());
        Assert.Equal(role, view.GetProperty("role").GetString());
        Api.AssertProblem(HttpStatusCode.Unauthorized, "unauthorized", await anonymous.PostAsync("/api/invitations/accept", new { token }));

        using Api invited = await Api.SignUpAsync(server.Address);
        (HttpStatusCode status, JsonElement workspace) = await invited.PostAsync("/api/invitations/accept", new { token });
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(role, workspace.GetProperty("role").GetString());
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await invited.PostAsync("/api/invitations/accept", new { token }));
        Assert.Empty((await team.Api.GetAsync($"/api/workspaces/{team.Workspace}/invitations")).Body.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task AnInvitationIsTakenBackReplacedAndExpires()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using TestServer own = await TestServer.StartAsync(options => options.SessionLifetime = TimeSpan.FromDays(30), time);
        using Team team = await Team.GatherAsync(own.Address);
        using Api invited = await Api.SignUpAsync(own.Address);
        (Guid id, string revoked) = await InviteAsync(team, "a@example.com");
        Assert.Equal(HttpStatusCode.NoContent, (await team.Api.DeleteAsync($"/api/workspaces/{team.Workspace}/invitations/{id}")).Status);
        (_, string replaced) = await InviteAsync(team, "b@example.com");
        (_, string expired) = await InviteAsync(team, "B@example.com");
        Assert.Single((await team.Api.GetAsync($"/api/workspaces/{team.Workspace}/invitations")).Body.GetProperty("items").EnumerateArray());
        time.Advance(TimeSpan.FromDays(7));
        (_, string good) = await InviteAsync(team, "c@example.com");
        foreach (string token in (string[])[revoked, replaced, expired, "nonsense", ""])
        {
            Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await invited.PostAsync("/api/invitations/view", new { token }));
            Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await invited.PostAsync("/api/invitations/accept", new { token }));
        }
        Assert.Equal(HttpStatusCode.OK, (await invited.PostAsync("/api/invitations/accept", new { token = good })).Status);
    }

    [Fact]
    public async Task OnlyThoseWhoRunTheWorkspaceInviteAndNobodyAboveThemselves()
    {
        using Team team = await Team.GatherAsync(server.Address);
        string path = $"/api/workspaces/{team.Workspace}/invitations";
        using Api stranger = await Api.SignUpAsync(server.Address);
        using Api member = await Api.SignUpAsync(server.Address);
        using Api admin = await Api.SignUpAsync(server.Address);
        await member.PostAsync("/api/invitations/accept", new { token = (await InviteAsync(team, "m@example.com")).Token });
        await admin.PostAsync("/api/invitations/accept", new { token = (await InviteAsync(team, "d@example.com", "admin")).Token });
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await stranger.PostAsync(path, new { email = "x@example.com" }));
        Api.AssertProblem(HttpStatusCode.Forbidden, "role_too_low", await member.PostAsync(path, new { email = "x@example.com" }));
        Api.AssertProblem(HttpStatusCode.Forbidden, "role_too_low", await member.GetAsync(path));
        Assert.Equal(HttpStatusCode.Created, (await admin.PostAsync(path, new { email = "x@example.com", role = "admin" })).Status);
        foreach (string role in (string[])["owner", "emperor", ""])
            Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await team.Api.PostAsync(path, new { email = "x@example.com", role }));
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await team.Api.PostAsync(path, new { email = "nobody" }));
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await team.Api.DeleteAsync($"{path}/{Guid.NewGuid()}"));
    }

    [Fact]
    public async Task WhoIsAMemberAlreadyKeepsTheirRole()
    {
        using Team team = await Team.GatherAsync(server.Address);
        (_, string token) = await InviteAsync(team, "self@example.com", "guest");
        JsonElement workspace = (await team.Api.PostAsync("/api/invitations/accept", new { token })).Body;
        Assert.Equal("owner", workspace.GetProperty("role").GetString());
    }

    private static async Task<(Guid Id, string Token)> InviteAsync(Team team, string email, string? role = null)
    {
        (HttpStatusCode status, JsonElement body) = await team.Api.PostAsync($"/api/workspaces/{team.Workspace}/invitations", new { email, role });
        Assert.Equal(HttpStatusCode.Created, status);
        return (body.GetProperty("id").GetGuid(), body.GetProperty("token").GetString()!);
    }
}
