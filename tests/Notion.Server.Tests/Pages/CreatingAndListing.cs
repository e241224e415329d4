using System.Net;
using System.Text.Json;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Pages;

public sealed class CreatingAndListing(SharedServer server)
{
    [Fact]
    public async Task AClientMayBringThePagesIdAndAskAgain()
    {
        using Api user = await Api.SignUpAsync(server.Address);
        Guid workspace = await user.CreateWorkspaceAsync();
        var id = Guid.NewGuid();
        Assert.Equal(id, await user.CreatePageAsync(workspace, id, "Plans"));
        (HttpStatusCode status, JsonElement again) = await user.PostAsync($"/api/workspaces/{workspace}/pages", new { id, title = "Plans" });
        Assert.Equal((HttpStatusCode.OK, id), (status, again.GetProperty("id").GetGuid()));
        Assert.Equal(1, (await user.GetAsync($"/api/workspaces/{workspace}/pages")).Body.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task AnIdThatAnotherWorkspaceHasIsRefusedAndNothingOfItIsShown()
    {
        using Api ann = await Api.SignUpAsync(server.Address);
        using Api ben = await Api.SignUpAsync(server.Address);
        Guid page = await ann.CreatePageAsync(await ann.CreateWorkspaceAsync(), title: "Secret");
        Guid workspace = await ben.CreateWorkspaceAsync();
        (HttpStatusCode Status, JsonElement Body) answer = await ben.PostAsync($"/api/workspaces/{workspace}/pages", new { id = page });
        Api.AssertProblem(HttpStatusCode.Conflict, "page_id_taken", answer);
        Assert.DoesNotContain("Secret", answer.Body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AListComesInPartsAndMissesNoPage()
    {
        using Api user = await Api.SignUpAsync(server.Address);
        Guid workspace = await user.CreateWorkspaceAsync();
        var created = new List<Guid>();
        for (int i = 0; i < 7; i++) created.Add(await user.CreatePageAsync(workspace));

        var listed = new List<Guid>();
        string query = "?limit=3";
        while (true)
        {
            (_, JsonElement part) = await user.GetAsync($"/api/workspaces/{workspace}/pages{query}");
            listed.AddRange(part.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            JsonElement next = part.GetProperty("next");
            if (next.ValueKind == JsonValueKind.Null) break;
            query = $"?limit=3&after={next.GetGuid()}";
        }
        Assert.Equal(created.Order(), listed.Order());
        Assert.Equal(7, listed.Count);
    }

    [Fact]
    public async Task APageLiesUnderAPageOfTheSameWorkspaceOnly()
    {
        using Api user = await Api.SignUpAsync(server.Address);
        Guid here = await user.CreateWorkspaceAsync();
        Guid there = await user.CreateWorkspaceAsync();
        Guid parent = await user.CreatePageAsync(here);
        (HttpStatusCode status, JsonElement child) = await user.PostAsync($"/api/workspaces/{here}/pages", new { parentId = parent });
        Assert.Equal((HttpStatusCode.Created, parent), (status, child.GetProperty("parentId").GetGuid()));
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await user.PostAsync($"/api/workspaces/{there}/pages", new { parentId = parent }));
    }

    [Fact]
    public async Task FieldsAreHeldToTheirLimits()
    {
        using Api user = await Api.SignUpAsync(server.Address);
        string pages = $"/api/workspaces/{await user.CreateWorkspaceAsync()}/pages";
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await user.PostAsync(pages, new { title = new string('x', 501) }));
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await user.PostAsync(pages, new { id = Guid.Empty }));
        Api.AssertProblem(HttpStatusCode.BadRequest, "malformed_request", await user.PostAsync(pages, new { id = "no-uuid" }));
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await user.GetAsync(pages + "?limit=0"));
        Api.AssertProblem(HttpStatusCode.BadRequest, "malformed_request", await user.GetAsync(pages + "?limit=many"));
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await user.GetAsync("/api/pages/no-uuid"));
    }
}
