using System.Net;
using System.Text.Json;
using Notion.Crdt;
using Notion.Server.Tests.Permissions;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.History;

public sealed class ThePastOfAPage(SharedServer server)
{
    [Fact]
    public async Task IsListedShownComparedAndComesBackBeforeTheEyesOfThoseWhoHaveThePageOpen()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, cast.Member.Token!);
        await socket.OpenAsync(page);
        var document = new Document(ReplicaId.Create());
        await socket.WriteDurablyAsync(1, Write(document, cast.Member, change => change.InsertText(change.CreateBlock("paragraph", BlockId.Root), 0, "first")));
        BlockId block = document.EnumerateBlocks().Single().Id;
        await socket.WriteDurablyAsync(2, Write(document, cast.Member, change => change.InsertText(block, 5, " and second")));

        JsonElement[] items = [.. (await cast.Owner.DoAsync(HttpMethod.Get, $"/api/pages/{page}/history?pause=0")).GetProperty("items").EnumerateArray()];
        Assert.Equal([11, 5], items.Select(item => item.GetProperty("summary").GetProperty("inserted").GetInt32()));
        Assert.All(items, item => Assert.Equal(cast.Member.UserId.ToString(), item.GetProperty("author").GetString()));
        string before = items[1].GetProperty("version").GetString()!;
        JsonElement then = await cast.Owner.DoAsync(HttpMethod.Get, $"/api/pages/{page}/history/version?version={before}");
        Assert.Equal("first", then.GetProperty("blocks")[0].GetProperty("content")[0].GetProperty("text").GetString());
        JsonElement diff = await cast.Owner.DoAsync(HttpMethod.Get, $"/api/pages/{page}/history/compare?from={before}");
        Assert.Equal((11, "text"), (diff.GetProperty("inserted").GetInt32(), diff.GetProperty("blocks")[0].GetProperty("kinds")[0].GetString()));

        await cast.Owner.DoAsync(HttpMethod.Post, $"/api/pages/{page}/history/restore", new { version = before });
        document.Apply((await socket.ReceiveAsync<ChangesFrame>()).Update.Span);
        Assert.Equal(["first"], document.Texts());
        JsonElement last = (await cast.Owner.DoAsync(HttpMethod.Get, $"/api/pages/{page}/history?pause=0&limit=1")).GetProperty("items")[0];
        Assert.Equal(cast.Owner.UserId.ToString(), last.GetProperty("author").GetString());
    }

    [Fact]
    public async Task ComesInParts()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
        for (int i = 0; i < 5; i++) await cast.Owner.DoAsync(HttpMethod.Patch, $"/api/pages/{page}", new { title = $"Title {i}" });
        var versions = new List<string>();
        string? next = null;
        do
        {
            JsonElement part = await cast.Owner.DoAsync(HttpMethod.Get, $"/api/pages/{page}/history?pause=0&limit=2{(next is null ? "" : $"&before={next}")}");
            versions.AddRange(part.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("version").GetString()!));
            next = part.GetProperty("next").GetString();
        }
        while (next is not null);
        Assert.Equal(5, versions.Distinct().Count());
        Assert.Equal("Title 0", (await cast.Owner.DoAsync(HttpMethod.Get, $"/api/pages/{page}/history/version?version={versions[^1]}")).GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("version?version=")]
    [InlineData("version?version=%00")]
    [InlineData("version?version=AAAA")]
    [InlineData("compare?from=kgHLQAAAAAAAAAAB")]
    [InlineData("compare")]
    [InlineData("?before=nonsense!")]
    [InlineData("?limit=0")]
    [InlineData("?pause=-1")]
    public async Task WhatIsNoVersionIsRefused(string query)
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace, title: "x");
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await cast.Owner.GetAsync($"/api/pages/{page}/history/{query}"));
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await cast.Owner.PostAsync($"/api/pages/{page}/history/restore", new { version = query }));
    }

    [Fact]
    public async Task IsClosedToWhoLostAccess()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace, title: "Secret");
        string version = (await cast.Member.DoAsync(HttpMethod.Get, $"/api/pages/{page}/history")).GetProperty("items")[0].GetProperty("version").GetString()!;
        await cast.Owner.DoAsync(HttpMethod.Put, $"/api/pages/{page}/restriction", new { restricted = true });
        foreach (string path in (string[])["", $"version?version={version}", $"compare?from={version}"])
            Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await cast.Member.GetAsync($"/api/pages/{page}/history/{path}"));
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await cast.Member.PostAsync($"/api/pages/{page}/history/restore", new { version }));
    }

    private delegate void Edit(Transaction change);

    private static ReadOnlyMemory<byte> Write(Document document, Api author, Edit edit)
    {
        using Transaction change = document.Begin(author.UserId.ToString());
        edit(change);
        return change.Commit();
    }
}
