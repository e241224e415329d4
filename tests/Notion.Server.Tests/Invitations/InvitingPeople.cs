using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Notion.Server.Accounts;
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
        Assert.Equal(HttpStatusCode.Created, (await admin.PostAsync(path, new { email = "x@example.com", role = "member" })).Status);
        Api.AssertProblem(HttpStatusCode.Forbidden, "role_too_low", await admin.PostAsync(path, new { email = "x@example.com", role = "admin" }));
        foreach (string role in (string[])["owner", "emperor", ""])
            Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await team.Api.PostAsync(path, new { email = "x@example.com", role }));
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await team.Api.PostAsync(path, new { email = "nobody" }));
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await team.Api.DeleteAsync($"{path}/{Guid.NewGuid()}"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatSomebodyAskedForEndsWithTheirRightToAskForIt(bool removed)
    {
        using Team team = await Team.GatherAsync(server.Address);
        using Api admin = await Api.SignUpAsync(server.Address);
        await team.Api.AdmitAsync(team.Workspace, admin, "admin");
        string token = (await admin.DoAsync(HttpMethod.Post, $"/api/workspaces/{team.Workspace}/invitations", new { email = "back-door@example.com" })).GetProperty("token").GetString()!;
        string path = $"/api/workspaces/{team.Workspace}/members/{admin.UserId}";
        await (removed ? team.Api.DoAsync(HttpMethod.Delete, path) : team.Api.DoAsync(HttpMethod.Patch, path, new { role = "member" }));
        using Api accomplice = await Api.SignUpAsync(server.Address);
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await accomplice.PostAsync("/api/invitations/accept", new { token }));
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await admin.PostAsync("/api/invitations/view", new { token }));
    }

    [Fact]
    public async Task WhereOnlyTheInvitedSignUpAStrangerLearnsNothingOfAnyEmail()
    {
        await using TestServer own = await TestServer.StartAsync();
        using Team team = await Team.GatherAsync(own.Address);
        using Api there = await Api.SignUpAsync(own.Address, "there@example.com");
        (_, string token) = await InviteAsync(team, "asked@example.com");
        own.Services.GetRequiredService<IOptions<NotionServerOptions>>().Value.SignUp = WhoMaySignUp.Invited;

        using var stranger = new Api(own.Address);
        object[] refused =
        [
            new { email = "there@example.com", name = "X", password = Api.Password },
            new { email = "free@example.com", name = "X", password = Api.Password },
            new { email = "free@example.com", name = "X", password = Api.Password, invitation = "nonsense" },
            new { email = "there@example.com", name = "X", password = Api.Password, invitation = token },
        ];
        string[] answers = await Task.WhenAll(refused.Select(async body => (await stranger.PostAsync("/api/accounts/sign-up", body)).Body.GetRawText()));
        Assert.Contains("invitation_needed", Assert.Single(answers.Distinct()), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await stranger.PostAsync("/api/accounts/sign-up", new { email = "Asked@example.com", name = "X", password = Api.Password, invitation = token })).Status);
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
