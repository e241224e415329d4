using System.Net;
using System.Text.Json;
using Notion.Server.Tests.Permissions;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Sharing;

public sealed class SharingPages(SharedServer server)
{
    [Fact]
    public async Task WhatCountsIsShownWithWhereItIsSaid()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid above = await cast.Owner.CreatePageAsync(cast.Workspace);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace, parentId: above);
        await cast.ShareAsync(above, cast.Guest, "edit");
        await cast.ShareAsync(page, cast.Member, "view");
        JsonElement answer = await cast.Owner.DoAsync(HttpMethod.Get, $"/api/pages/{page}/permissions");
        Assert.False(answer.GetProperty("restricted").GetBoolean());
        var grants = answer.GetProperty("grants").EnumerateArray().ToDictionary(
            grant => (grant.GetProperty("kind").GetString(), grant.GetProperty("id").GetGuid()),
            grant => (grant.GetProperty("level").GetString(), grant.GetProperty("from").ValueKind == JsonValueKind.Null ? (Guid?)null : grant.GetProperty("from").GetGuid()));
        Assert.Equal(("edit", above), grants[("user", cast.Guest.UserId)]);
        Assert.Equal(("view", page), grants[("user", cast.Member.UserId)]);
        Assert.Equal(("full", above), grants[("user", cast.Owner.UserId)]);
        Assert.Equal(("full", null), grants[("everyone", cast.Workspace)]);
        Assert.Equal(4, grants.Count);
    }

    [Fact]
    public async Task WhoIsInvitedByEmailBecomesAGuestAndSeesThatPageAlone()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
        await cast.Owner.CreatePageAsync(cast.Workspace);
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await cast.Member.PutAsync($"/api/pages/{page}/permissions", new { kind = "user", id = cast.Outsider.UserId, level = "view" }));
        string token = await InviteAsync(cast.Member, page, cast.Outsider.Email!, "full");
        Assert.Equal(HttpStatusCode.NotFound, (await cast.Outsider.GetAsync($"/api/workspaces/{cast.Workspace}")).Status);
        Assert.Equal(page, (await cast.Outsider.DoAsync(HttpMethod.Post, "/api/invitations/view", new { token })).GetProperty("pageId").GetGuid());
        await cast.Outsider.DoAsync(HttpMethod.Post, "/api/invitations/accept", new { token });
        JsonElement workspace = await cast.Outsider.DoAsync(HttpMethod.Get, $"/api/workspaces/{cast.Workspace}");
        Assert.Equal("guest", workspace.GetProperty("role").GetString());
        JsonElement only = (await cast.Outsider.DoAsync(HttpMethod.Get, $"/api/workspaces/{cast.Workspace}/pages")).GetProperty("items").EnumerateArray().Single();
        Assert.Equal((page, "edit"), (only.GetProperty("id").GetGuid(), only.GetProperty("access").GetString()));
    }

    [Fact]
    public async Task WhoRegistersAnAddressFirstGetsNothingThatIsSharedWithIt()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
        string address = $"victim-{Guid.NewGuid():N}@example.com";
        using Api squatter = await Api.SignUpAsync(server.Address, address);
        (HttpStatusCode Status, JsonElement Body) known = await cast.Owner.PutAsync($"/api/pages/{page}/permissions", new { kind = "user", email = address, level = "edit" });
        (HttpStatusCode Status, JsonElement Body) unknown = await cast.Owner.PutAsync($"/api/pages/{page}/permissions", new { kind = "user", email = $"nobody-{Guid.NewGuid():N}@example.com", level = "edit" });
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (known.Status, unknown.Status));
        Assert.Equal(known.Body.EnumerateObject().Select(property => property.Name), unknown.Body.EnumerateObject().Select(property => property.Name));
        Assert.Equal(HttpStatusCode.NotFound, (await squatter.GetAsync($"/api/pages/{page}")).Status);
        Assert.Equal(0, (await squatter.DoAsync(HttpMethod.Get, "/api/workspaces")).GetProperty("items").GetArrayLength());

        // A member's email says who is meant: they are there already, and everybody sees as whom.
        Assert.Equal(HttpStatusCode.NoContent, (await cast.Owner.PutAsync($"/api/pages/{page}/permissions", new { kind = "user", email = cast.Guest.Email, level = "view" })).Status);
        Assert.Equal(HttpStatusCode.OK, (await cast.Guest.GetAsync($"/api/pages/{page}")).Status);
    }

    [Fact]
    public async Task AnInvitationToAPageIsGoodOnceUntilItIsTakenBackAndWhileWhoInvitedMayShare()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
        string used = await InviteAsync(cast.Member, page, "used@example.com", "view");
        string taken = await InviteAsync(cast.Member, page, "taken@example.com", "view");
        string late = await InviteAsync(cast.Member, page, "late@example.com", "view");
        await cast.Outsider.DoAsync(HttpMethod.Post, "/api/invitations/accept", new { token = used });
        JsonElement[] open = [.. (await cast.Owner.DoAsync(HttpMethod.Get, $"/api/pages/{page}/permissions")).GetProperty("invitations").EnumerateArray()];
        Assert.Equal(["taken@example.com", "late@example.com"], open.Select(invitation => invitation.GetProperty("email").GetString()));
        await cast.Owner.DoAsync(HttpMethod.Delete, $"/api/pages/{page}/permissions/invitation/{open[0].GetProperty("id").GetGuid()}");
        await cast.Owner.DoAsync(HttpMethod.Put, $"/api/pages/{page}/permissions", new { kind = "everyone", level = "edit" });
        foreach (string token in (string[])[used, taken, late])
        {
            Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await cast.Guest.PostAsync("/api/invitations/view", new { token }));
            Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await cast.Guest.PostAsync("/api/invitations/accept", new { token }));
        }

        // Nobody has less than before by accepting.
        await cast.ShareAsync(page, cast.Guest, "edit");
        string less = await InviteAsync(cast.Owner, page, "less@example.com", "view");
        await cast.Guest.DoAsync(HttpMethod.Post, "/api/invitations/accept", new { token = less });
        Assert.Equal("edit", (await cast.Guest.DoAsync(HttpMethod.Get, $"/api/pages/{page}/access")).GetProperty("level").GetString());
    }

    private static async Task<string> InviteAsync(Api by, Guid page, string email, string level) =>
        (await by.DoAsync(HttpMethod.Put, $"/api/pages/{page}/permissions", new { kind = "user", email, level })).GetProperty("token").GetString()!;

    [Fact]
    public async Task WhoRestrictsAPageKeepsItAndNobodyTakesTheirOwnFullAccessAway()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Member.CreatePageAsync(cast.Workspace);
        await cast.Member.DoAsync(HttpMethod.Put, $"/api/pages/{page}/restriction", new { restricted = true });
        Assert.Equal(HttpStatusCode.NotFound, (await cast.Admin.GetAsync($"/api/pages/{page}")).Status);
        Assert.Equal("full", (await cast.Owner.DoAsync(HttpMethod.Get, $"/api/pages/{page}/access")).GetProperty("level").GetString());
        Api.AssertProblem(HttpStatusCode.Conflict, "own_access_lost", await cast.Member.DeleteAsync($"/api/pages/{page}/permissions/user/{cast.Member.UserId}"));
        Api.AssertProblem(HttpStatusCode.Conflict, "own_access_lost", await cast.Member.PutAsync($"/api/pages/{page}/permissions", new { kind = "user", id = cast.Member.UserId, level = "edit" }));
        Assert.Equal("full", (await cast.Member.DoAsync(HttpMethod.Get, $"/api/pages/{page}/access")).GetProperty("level").GetString());
        await cast.Owner.DoAsync(HttpMethod.Delete, $"/api/pages/{page}/permissions/user/{cast.Member.UserId}");
        Assert.Equal(HttpStatusCode.NotFound, (await cast.Member.GetAsync($"/api/pages/{page}")).Status);
    }

    [Fact]
    public async Task GranteesOfAnotherWorkspaceAreNone()
    {
        Cast ours = await Cast.GatherAsync(server.Address);
        Cast theirs = await Cast.GatherAsync(server.Address, troupe: 1);
        Guid page = await ours.Owner.CreatePageAsync(ours.Workspace);
        Guid group = await theirs.GroupAsync();
        (HttpStatusCode Status, JsonElement Body) foreign = await ours.Owner.PutAsync($"/api/pages/{page}/permissions", new { kind = "group", id = group, level = "view" });
        (HttpStatusCode Status, JsonElement Body) missing = await ours.Owner.PutAsync($"/api/pages/{page}/permissions", new { kind = "group", id = Guid.NewGuid(), level = "view" });
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", foreign);
        Assert.Equal(missing.Body.GetRawText(), foreign.Body.GetRawText());
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await ours.Owner.PutAsync($"/api/workspaces/{ours.Workspace}/groups/{group}/members/{ours.Member.UserId}"));
        Guid own = await ours.GroupAsync();
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await ours.Owner.PutAsync($"/api/workspaces/{ours.Workspace}/groups/{own}/members/{theirs.Member.UserId}"));
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await ours.Owner.PatchAsync($"/api/workspaces/{ours.Workspace}/members/{theirs.Member.UserId}", new { role = "admin" }));
        (Guid link, _, Api visitor) = await theirs.LinkAsync(await theirs.Owner.CreatePageAsync(theirs.Workspace));
        using Api one = visitor;
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await ours.Owner.DeleteAsync($"/api/pages/{page}/links/{link}"));
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await ours.Owner.PutAsync($"/api/pages/{page}/links/{link}", new { }));
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await visitor.GetAsync($"/api/pages/{page}"));
    }

    [Fact]
    public async Task AWorkspaceAlwaysHasAnOwnerAndAdminsDoNotMakeOthersOfTheirKind()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        string members = $"/api/workspaces/{cast.Workspace}/members";
        Api.AssertProblem(HttpStatusCode.Conflict, "last_owner", await cast.Owner.DeleteAsync($"{members}/{cast.Owner.UserId}"));
        Api.AssertProblem(HttpStatusCode.Conflict, "last_owner", await cast.Owner.PatchAsync($"{members}/{cast.Owner.UserId}", new { role = "member" }));
        foreach ((Api by, Api of, string role) in ((Api, Api, string)[])[(cast.Admin, cast.Owner, "member"), (cast.Admin, cast.Member, "admin"), (cast.Member, cast.Guest, "member"), (cast.Guest, cast.Guest, "member"), (cast.Member, cast.Member, "admin")])
            Api.AssertProblem(HttpStatusCode.Forbidden, "role_too_low", await by.PatchAsync($"{members}/{of.UserId}", new { role }));
        Api.AssertProblem(HttpStatusCode.Forbidden, "role_too_low", await cast.Admin.DeleteAsync($"{members}/{cast.Owner.UserId}"));
        await cast.Admin.DoAsync(HttpMethod.Patch, $"{members}/{cast.Admin.UserId}", new { role = "member" });
        await cast.Owner.DoAsync(HttpMethod.Patch, $"{members}/{cast.Member.UserId}", new { role = "owner" });
        await cast.Owner.DoAsync(HttpMethod.Delete, $"{members}/{cast.Owner.UserId}");
        Assert.Equal(HttpStatusCode.NotFound, (await cast.Owner.GetAsync($"/api/workspaces/{cast.Workspace}")).Status);
        Api.AssertProblem(HttpStatusCode.Conflict, "last_owner", await cast.Member.DeleteAsync($"{members}/{cast.Member.UserId}"));
    }

    [Fact]
    public async Task WhoComesBackHasNothingOfWhatWasSharedWithThemBefore()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.PrivatePageAsync();
        Guid group = await cast.GroupAsync(cast.Member);
        await cast.ShareAsync(page, cast.Member, "full");
        await cast.ShareWithGroupAsync(page, group, "view");
        await cast.Owner.DoAsync(HttpMethod.Delete, $"/api/workspaces/{cast.Workspace}/members/{cast.Member.UserId}");
        await cast.Owner.AdmitAsync(cast.Workspace, cast.Member);
        Assert.Equal(HttpStatusCode.NotFound, (await cast.Member.GetAsync($"/api/pages/{page}")).Status);
    }

    [Theory]
    [InlineData("permissions", "{\"kind\":\"link\",\"id\":\"00000000-0000-0000-0000-000000000001\",\"level\":\"view\"}", "invalid_field")]
    [InlineData("permissions", "{\"kind\":\"user\",\"level\":\"view\"}", "invalid_field")]
    [InlineData("permissions", "{\"kind\":\"everyone\",\"level\":\"FULL\"}", "invalid_field")]
    [InlineData("permissions", "{\"kind\":\"everyone\",\"level\":4}", "malformed_request")]
    [InlineData("permissions", "{\"kind\":\"user\",\"email\":\"<script>alert(1)</script>\",\"level\":\"view\"}", "invalid_field")]
    [InlineData("permissions", "{", "malformed_request")]
    [InlineData("restriction", "{}", "invalid_field")]
    [InlineData("restriction", "{\"restricted\":\"yes\"}", "malformed_request")]
    [InlineData("restriction", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "malformed_request")]
    public async Task WhatCannotBeReadChangesNothing(string what, string body, string code)
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
        string before = (await cast.Owner.DoAsync(HttpMethod.Get, $"/api/pages/{page}/permissions")).GetRawText();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        Api.AssertProblem(HttpStatusCode.BadRequest, code, await cast.Owner.SendAsync(new HttpRequestMessage(HttpMethod.Put, $"/api/pages/{page}/{what}") { Content = content }));
        Assert.Equal(before, (await cast.Owner.DoAsync(HttpMethod.Get, $"/api/pages/{page}/permissions")).GetRawText());
    }
}
