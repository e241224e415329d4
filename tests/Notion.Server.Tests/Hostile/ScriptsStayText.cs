using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Notion.Crdt;
using Notion.Server.Tests.Permissions;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Hostile;

/// <summary>Markup in every text that people may set: it is kept as it is, and what comes back is JSON that no browser takes for a page.</summary>
public sealed class ScriptsStayText(SharedServer server)
{
    private const string Script = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>\u2028&";

    [Fact]
    public async Task InEveryFieldAndEveryAnswer()
    {
        using Team team = await Team.GatherAsync(server.Address);
        string workspace = $"/api/workspaces/{team.Workspace}", page = $"/api/pages/{team.Page}";
        await team.Api.DoAsync(HttpMethod.Patch, "/api/accounts/me", new { name = Script });
        await team.Api.DoAsync(HttpMethod.Patch, workspace, new { name = Script });
        await team.Api.DoAsync(HttpMethod.Patch, page, new { title = Script, icon = Script, cover = "https://example.com/?" + Script });
        await team.Api.DoAsync(HttpMethod.Post, $"{workspace}/groups", new { name = Script });
        await team.Api.DoAsync(HttpMethod.Post, $"{workspace}/tokens", new { name = Script, scopes = (string[])["read_content"] });
        await team.Api.DoAsync(HttpMethod.Post, $"{workspace}/invitations", new { email = "<script>alert(1)</script>@example.com" });
        await team.Api.DoAsync(HttpMethod.Put, $"{page}/permissions", new { kind = "user", email = "<script>alert(1)</script>@example.com", level = "view" });
        await team.Api.DoAsync(HttpMethod.Put, $"{page}/favourite");
        using RawSocket socket = await team.ConnectAsync();
        await socket.WriteDurablyAsync(1, Write(team.Page));
        Assert.Equal(Script, (await team.Api.GetAsync("/api/accounts/me")).Body.GetProperty("name").GetString());
        Assert.Equal(Script, (await team.Api.GetAsync(page)).Body.GetProperty("title").GetString());
        Assert.Equal([Script], (await team.ReadAsync()).Texts());
        string version = (await team.Api.GetAsync($"{page}/history")).Body.GetProperty("items")[0].GetProperty("version").GetString()!;

        string[] paths =
        [
            .. EndpointTable.Rows.Where(row => row.Key.StartsWith("GET /api/", StringComparison.Ordinal)).Select(row => row.Value.Path(row.Value.Need is EndpointRow.Needs.Role ? team.Workspace : team.Page)),
            $"{page}/history/version?version={version}", $"{page}/history/compare?from={version}", "/api/search?q=script", "/api/search?q=alert",
            $"/api/nothing/{Uri.EscapeDataString(Script)}", $"/api/pages/{Uri.EscapeDataString(Script)}", $"{page}/history/version?version={Uri.EscapeDataString(Script)}",
        ];
        using var http = new HttpClient { BaseAddress = server.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", team.Api.Token);
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        int withScript = 0;
        foreach (string path in paths)
        {
            using HttpResponseMessage answer = await http.GetAsync(path);
            string text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json", $"{path} is {answer.Content.Headers.ContentType}.");
            Assert.True(answer.Headers.TryGetValues("X-Content-Type-Options", out IEnumerable<string>? sniff) && sniff.Single() == "nosniff", path);
            Assert.True(answer.Headers.Contains("Content-Security-Policy"), path);
            Assert.True(answer.Headers.CacheControl is { NoStore: true } or { NoCache: true, Private: true }, path);
            if (JsonElement.Parse(text).ToString().Contains("alert(1)", StringComparison.Ordinal)) withScript++;
        }
        Assert.True(withScript > 10, $"Only {withScript} answers had the text in them.");
    }

    private static ReadOnlyMemory<byte> Write(Guid page)
    {
        using Transaction change = new Document(ReplicaId.Create()).Begin("<script>");
        BlockId block = change.CreateBlock("<script>", BlockId.Root);
        change.InsertText(block, 0, Script);
        change.SetProperty(block, "<script>", Script);
        change.Mark(block, 0, 3, MarkTypes.Link, $"javascript:alert(1)//pages/{page}");
        return change.Commit();
    }
}
