using System.Net;
using System.Text.Json;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Workspaces;

public sealed class Membership(SharedServer server)
{
    [Fact]
    public async Task WhoCreatesAWorkspaceOwnsItAndFindsItInTheirList()
    {
        using Api user = await Api.SignUpAsync(server.Address);
        Guid first = await user.CreateWorkspaceAsync("One");
        Guid second = await user.CreateWorkspaceAsync("Two");
        (_, JsonElement list) = await user.GetAsync("/api/workspaces");
        Assert.Equal([first, second], list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
        (_, JsonElement one) = await user.GetAsync($"/api/workspaces/{first}");
        Assert.Equal(("One", "owner"), (one.GetProperty("name").GetString(), one.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task TwoWorkspacesDoNotSeeEachOther()
    {
        using Api ann = await Api.SignUpAsync(server.Address);
        using Api ben = await Api.SignUpAsync(server.Address);
        Guid workspace = await ann.CreateWorkspaceAsync();
        Guid page = await ann.CreatePageAsync(workspace);
        await ben.CreateWorkspaceAsync();

        foreach (string path in (string[])[$"/api/workspaces/{workspace}", $"/api/workspaces/{workspace}/members", $"/api/workspaces/{workspace}/pages", $"/api/pages/{page}"])
            Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await ben.GetAsync(path));
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await ben.PostAsync($"/api/workspaces/{workspace}/pages", new { }));
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await ben.PostAsync($"/api/workspaces/{workspace}/invitations", new { email = "x@example.com" }));
        Assert.Equal(1, (await ben.GetAsync("/api/workspaces")).Body.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task WhatOthersHaveAndWhatIsNotThereLookTheSame()
    {
        using Api ann = await Api.SignUpAsync(server.Address);
        using Api ben = await Api.SignUpAsync(server.Address);
        Guid page = await ann.CreatePageAsync(await ann.CreateWorkspaceAsync());
        string hidden = (await ben.GetAsync($"/api/pages/{page}")).Body.GetRawText();
        string missing = (await ben.GetAsync($"/api/pages/{Guid.NewGuid()}")).Body.GetRawText();
        Assert.Equal(missing, hidden);
    }

    [Fact]
    public async Task AMemberSeesThePagesAndTheOthersButAddsNobody()
    {
        using Api owner = await Api.SignUpAsync(server.Address);
        using Api member = await Api.SignUpAsync(server.Address, "member@example.com");
        Guid workspace = await owner.CreateWorkspaceAsync();
        Guid page = await owner.CreatePageAsync(workspace);
        await owner.AdmitAsync(workspace, member);
        Assert.Equal(HttpStatusCode.OK, (await member.GetAsync($"/api/pages/{page}")).Status);
        JsonElement[] members = [.. (await member.GetAsync($"/api/workspaces/{workspace}/members")).Body.GetProperty("items").EnumerateArray()];
        Assert.Equal(["member", "owner"], members.Select(one => one.GetProperty("role").GetString()).Order());
        Assert.All(members, one => Assert.False(one.GetProperty("emailVerified").GetBoolean()));
        Api.AssertProblem(HttpStatusCode.Forbidden, "role_too_low", await member.PostAsync($"/api/workspaces/{workspace}/invitations", new { email = "member@example.com" }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData(null)]
    public async Task AWorkspaceNeedsAName(string? name)
    {
        using Api user = await Api.SignUpAsync(server.Address);
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await user.PostAsync("/api/workspaces", new { name }));
    }
}
