using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Notion.Crdt;
using Notion.Server.Pages;
using Notion.Server.Permissions;
using Notion.Server.Tests.Permissions;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.Pages;

public sealed class ThePageTree(SharedServer server)
{
    [Fact]
    public async Task APageMovesAndTakesWhatIsUnderItAlongButNeverUnderItself()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid a = await cast.Owner.CreatePageAsync(cast.Workspace, title: "A");
        Guid b = await cast.Owner.CreatePageAsync(cast.Workspace, title: "B", parentId: a);
        Guid c = await cast.Owner.CreatePageAsync(cast.Workspace, title: "C", parentId: b);
        foreach (Guid under in (Guid[])[a, b, c]) Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await cast.Owner.PostAsync($"/api/pages/{a}/move", new { parentId = under }));
        await cast.Owner.DoAsync(HttpMethod.Post, $"/api/pages/{b}/move", new { parentId = (Guid?)null });
        await cast.Owner.DoAsync(HttpMethod.Post, $"/api/pages/{a}/move", new { parentId = c });
        Assert.Equal(["B", "C", "A"], (await cast.Owner.DoAsync(HttpMethod.Get, $"/api/pages/{a}/path")).GetProperty("items").EnumerateArray().Select(step => step.GetProperty("title").GetString()));
    }

    [Fact]
    public async Task MovesAtTheSameTimeMakeNoCycle()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid[] pages = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => cast.Owner.CreatePageAsync(cast.Workspace)));
        var random = new Random(1);
        (Guid Page, Guid Parent)[] moves = [.. Enumerable.Range(0, 60).Select(_ => (pages[random.Next(6)], pages[random.Next(6)]))];
        await Task.WhenAll(moves.Select(move => cast.Owner.PostAsync($"/api/pages/{move.Page}/move", new { parentId = move.Parent })));
        foreach (Guid page in pages) Assert.InRange((await cast.Owner.DoAsync(HttpMethod.Get, $"/api/pages/{page}/path")).GetProperty("items").GetArrayLength(), 1, 6);
    }

    [Fact]
    public async Task APageMovesOnlyWhereBothEndsAllow()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Cast others = await Cast.GatherAsync(server.Address, troupe: 1);
        Guid full = await cast.PrivatePageAsync();
        Guid readable = await cast.PrivatePageAsync();
        Guid hidden = await cast.PrivatePageAsync();
        Guid elsewhere = await others.Owner.CreatePageAsync(others.Workspace);
        await cast.ShareAsync(full, cast.Member, "full");
        await cast.ShareAsync(readable, cast.Member, "view");
        Api.AssertProblem(HttpStatusCode.Forbidden, "access_too_low", await cast.Member.PostAsync($"/api/pages/{full}/move", new { parentId = readable }));
        Api.AssertProblem(HttpStatusCode.Forbidden, "access_too_low", await cast.Member.PostAsync($"/api/pages/{readable}/move", new { parentId = full }));
        (HttpStatusCode Status, JsonElement Body) secret = await cast.Member.PostAsync($"/api/pages/{full}/move", new { parentId = hidden });
        (HttpStatusCode Status, JsonElement Body) missing = await cast.Member.PostAsync($"/api/pages/{full}/move", new { parentId = Guid.NewGuid() });
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", secret);
        Assert.Equal(missing.Body.GetRawText(), secret.Body.GetRawText());
        Assert.Equal(missing.Body.GetRawText(), (await cast.Owner.PostAsync($"/api/pages/{full}/move", new { parentId = elsewhere })).Body.GetRawText());
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await cast.Owner.PostAsync($"/api/pages/{elsewhere}/move", new { parentId = full }));
    }

    [Fact]
    public async Task PagesDoNotLieDeeperThanTheyMay()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid top = await cast.Owner.CreatePageAsync(cast.Workspace);
        Guid last = top;
        for (int depth = 1; depth <= AccessRules.MaxDepth; depth++) last = await cast.Owner.CreatePageAsync(cast.Workspace, parentId: last);
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await cast.Owner.PostAsync($"/api/workspaces/{cast.Workspace}/pages", new { parentId = last }));
        Guid other = await cast.Owner.CreatePageAsync(cast.Workspace);
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await cast.Owner.PostAsync($"/api/pages/{top}/move", new { parentId = other }));
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await cast.Owner.PostAsync($"/api/pages/{top}/duplicate", new { parentId = other }));
        Assert.Equal(0, (await cast.Owner.DoAsync(HttpMethod.Get, $"/api/pages/{other}/children")).GetProperty("items").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, (await cast.Owner.GetAsync($"/api/pages/{last}")).Status);
    }

    [Fact]
    public async Task ACopyHasTheContentOfWhatItsMakerMaySeeAndIsAPageOfItsOwn()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace, title: "Plan");
        Guid under = await cast.Owner.CreatePageAsync(cast.Workspace, title: "Part", parentId: page);
        Guid hidden = await cast.PrivatePageAsync(page);
        await cast.Owner.CreatePageAsync(cast.Workspace, title: "Visible under hidden", parentId: hidden);
        await WriteAsync(cast.Owner, under, "words");
        JsonElement copy = await cast.Member.DoAsync(HttpMethod.Post, $"/api/pages/{page}/duplicate", new { });
        Guid copied = copy.GetProperty("id").GetGuid();
        Assert.Equal(("Plan", cast.Member.UserId), (copy.GetProperty("title").GetString(), copy.GetProperty("createdBy").GetGuid()));
        JsonElement part = (await cast.Member.DoAsync(HttpMethod.Get, $"/api/pages/{copied}/children")).GetProperty("items").EnumerateArray().Single();
        Guid copiedPart = part.GetProperty("id").GetGuid();
        Assert.Equal(["words"], (await ReadAsync(cast.Member, copiedPart)).Texts());
        await WriteAsync(cast.Member, copiedPart, "more");
        Assert.Equal(["words"], (await ReadAsync(cast.Owner, under)).Texts());

        Guid id = Guid.NewGuid();
        Assert.Equal(HttpStatusCode.Created, (await cast.Member.PostAsync($"/api/pages/{page}/duplicate", new { id })).Status);
        Assert.Equal(HttpStatusCode.OK, (await cast.Member.PostAsync($"/api/pages/{page}/duplicate", new { id })).Status);
        Api.AssertProblem(HttpStatusCode.Conflict, "page_id_taken", await cast.Member.PostAsync($"/api/pages/{page}/duplicate", new { id = hidden }));
    }

    [Fact]
    public async Task ACopyLetsNobodyInWhomItsOriginalKeepsOutAndItsMakerMayChangeIt()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.PrivatePageAsync();
        await cast.ShareAsync(page, cast.Member, "view");
        await cast.ShareAsync(page, cast.Guest, "comment");
        Guid strict = await cast.Owner.CreatePageAsync(cast.Workspace, title: "Strict", parentId: page);
        await cast.ShareAsync(strict, cast.Guest, "none");
        Guid plain = await cast.Owner.CreatePageAsync(cast.Workspace, title: "Plain");
        await cast.LinkAsync(page);

        Guid copy = (await cast.Member.DoAsync(HttpMethod.Post, $"/api/pages/{page}/duplicate", new { })).GetProperty("id").GetGuid();
        Guid under = (await cast.Member.DoAsync(HttpMethod.Get, $"/api/pages/{copy}/children")).GetProperty("items").EnumerateArray().Single().GetProperty("id").GetGuid();
        Assert.Equal(("full", "comment", "none"), (await LevelAsync(cast.Member, copy), await LevelAsync(cast.Guest, copy), await LevelAsync(cast.Admin, copy)));
        Assert.Equal(("full", "none", "none"), (await LevelAsync(cast.Member, under), await LevelAsync(cast.Guest, under), await LevelAsync(cast.Admin, under)));
        Assert.Equal(0, (await cast.Member.DoAsync(HttpMethod.Get, $"/api/pages/{copy}/links")).GetProperty("items").GetArrayLength());

        // What says nothing goes on to say nothing, but who made a page at the top.
        Guid second = (await cast.Member.DoAsync(HttpMethod.Post, $"/api/pages/{plain}/duplicate", new { parentId = plain })).GetProperty("id").GetGuid();
        Assert.Equal("full", await LevelAsync(cast.Admin, second));

        static async Task<string> LevelAsync(Api who, Guid page) =>
            (await who.GetAsync($"/api/pages/{page}/access")) is (HttpStatusCode.OK, var answer) ? answer.GetProperty("level").GetString()! : "none";
    }

    [Fact]
    public async Task TheTrashIsEmptiedAfterThirtyDaysAndWhatWasRestoredStays()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using TestServer own = await TestServer.StartAsync(options => options.SessionLifetime = TimeSpan.FromDays(90), time: time);
        Cast cast = await Cast.GatherAsync(own.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
        Guid under = await cast.Owner.CreatePageAsync(cast.Workspace, parentId: page);
        Guid saved = await cast.Owner.CreatePageAsync(cast.Workspace, title: "Saved", parentId: page);
        await cast.ShareAsync(saved, cast.Guest, "edit");
        await cast.Owner.DoAsync(HttpMethod.Post, $"/api/pages/{saved}/trash");
        await cast.Owner.DoAsync(HttpMethod.Post, $"/api/pages/{page}/trash");
        Assert.Equal(0, (await cast.Owner.DoAsync(HttpMethod.Get, $"/api/workspaces/{cast.Workspace}/pages")).GetProperty("items").GetArrayLength());
        Assert.Equal([page, saved], (await cast.Owner.DoAsync(HttpMethod.Get, $"/api/workspaces/{cast.Workspace}/trash")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
        Api.AssertProblem(HttpStatusCode.Conflict, "not_in_trash", await cast.Owner.PostAsync($"/api/pages/{under}/restore"));

        // Its parent is in the trash, so it comes back at the top: seen by nobody who could not see it before.
        JsonElement restored = await cast.Guest.DoAsync(HttpMethod.Post, $"/api/pages/{saved}/restore");
        Assert.Equal((JsonValueKind.Null, false), (restored.GetProperty("parentId").ValueKind, restored.GetProperty("inTrash").GetBoolean()));
        Assert.Equal(HttpStatusCode.NotFound, (await cast.Member.GetAsync($"/api/pages/{saved}")).Status);

        TrashSweeper sweeper = own.Services.GetRequiredService<TrashSweeper>();
        time.Advance(TimeSpan.FromDays(29));
        await sweeper.SweepAsync(CancellationToken.None);
        Assert.Equal("view", (await cast.Owner.DoAsync(HttpMethod.Get, $"/api/pages/{under}/access")).GetProperty("level").GetString());
        time.Advance(TimeSpan.FromDays(1.1));
        await sweeper.SweepAsync(CancellationToken.None);
        foreach (Guid gone in (Guid[])[page, under]) Assert.Equal(HttpStatusCode.NotFound, (await cast.Owner.GetAsync($"/api/pages/{gone}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await cast.Owner.GetAsync($"/api/pages/{saved}")).Status);
        Assert.Equal(0, await own.Sql.ReadAsync(session => session.QueryNumberAsync("SELECT count(*) FROM page_changes WHERE page_id = @page", ("@page", page))));
    }

    [Fact]
    public async Task NobodyDeletesForGoodWhatTheyMayNotSee()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Member.CreatePageAsync(cast.Workspace);
        Guid hidden = await cast.PrivatePageAsync(page);
        Api.AssertProblem(HttpStatusCode.Conflict, "not_in_trash", await cast.Member.DeleteAsync($"/api/pages/{page}"));
        await cast.Member.DoAsync(HttpMethod.Post, $"/api/pages/{page}/trash");
        Api.AssertProblem(HttpStatusCode.Forbidden, "access_too_low", await cast.Member.DeleteAsync($"/api/pages/{page}"));
        Assert.Equal(HttpStatusCode.OK, (await cast.Owner.GetAsync($"/api/pages/{hidden}")).Status);
        await cast.Owner.DoAsync(HttpMethod.Delete, $"/api/pages/{page}");
        Assert.Equal(HttpStatusCode.NotFound, (await cast.Owner.GetAsync($"/api/pages/{hidden}")).Status);
    }

    [Fact]
    public async Task TitleIconAndCoverChangeBeforeTheEyesOfThoseWhoHaveThePageOpen()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace, title: "Before");
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, cast.Member.Token!);
        var document = new Document(ReplicaId.Create());
        document.Apply((await socket.OpenAsync(page)).Update.Span);
        JsonElement answer = await cast.Owner.DoAsync(HttpMethod.Patch, $"/api/pages/{page}", new { title = "<script>alert(1)</script>", icon = "🛒", cover = "https://example.com/a.png" });
        Assert.Equal(
            ("<script>alert(1)</script>", "🛒", "https://example.com/a.png"),
            (answer.GetProperty("title").GetString(), answer.GetProperty("icon").GetString(), answer.GetProperty("cover").GetString()));
        document.Apply((await socket.ReceiveAsync<ChangesFrame>()).Update.Span);
        Assert.Equal("<script>alert(1)</script>", document.Root["title"].AsString());
        answer = await cast.Owner.DoAsync(HttpMethod.Patch, $"/api/pages/{page}", new { cover = "" });
        Assert.Equal((JsonValueKind.Null, "🛒"), (answer.GetProperty("cover").ValueKind, answer.GetProperty("icon").GetString()));
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await cast.Owner.PatchAsync($"/api/pages/{page}", new { cover = "javascript:alert(1)" }));
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", await cast.Owner.PatchAsync($"/api/pages/{page}", new { title = new string('x', 501), icon = "y" }));
    }

    [Fact]
    public async Task BacklinksComeFromMentionsAndLinksAndShowOnlyWhatTheAskerMaySee()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid target = await cast.Owner.CreatePageAsync(cast.Workspace);
        Guid mentions = await cast.Owner.CreatePageAsync(cast.Workspace);
        Guid links = await cast.PrivatePageAsync();
        Document first = await WriteLinkAsync(cast.Owner, mentions, MarkTypes.Mention, $"page:{target}");
        await WriteLinkAsync(cast.Owner, links, MarkTypes.Link, $"https://notes.example.com/pages/{target}?x#y");
        Assert.Equal(new[] { mentions, links }.Order(), (await BacklinksAsync(cast.Owner, target)).Order());
        Assert.Equal([mentions], await BacklinksAsync(cast.Member, target));

        // The word with the mention goes, and so does the backlink.
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, cast.Owner.Token!);
        await socket.OpenAsync(mentions);
        await socket.WriteDurablyAsync(1, Erase(first));
        Assert.Empty(await BacklinksAsync(cast.Member, target));
    }

    [Fact]
    public async Task FavouritesAreOnesOwnAndShowOnlyWhatMayStillBeSeen()
    {
        Cast cast = await Cast.GatherAsync(server.Address);
        Guid page = await cast.Owner.CreatePageAsync(cast.Workspace);
        await cast.Member.DoAsync(HttpMethod.Put, $"/api/pages/{page}/favourite");
        await cast.Member.DoAsync(HttpMethod.Put, $"/api/pages/{page}/favourite");
        Assert.Equal(1, await CountAsync(cast.Member));
        Assert.Equal(0, await CountAsync(cast.Owner));
        await cast.Owner.DoAsync(HttpMethod.Put, $"/api/pages/{page}/restriction", new { restricted = true });
        Assert.Equal(0, await CountAsync(cast.Member));
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await cast.Member.DeleteAsync($"/api/pages/{page}/favourite"));

        async Task<int> CountAsync(Api who) => (await who.DoAsync(HttpMethod.Get, $"/api/workspaces/{cast.Workspace}/favourites")).GetProperty("items").GetArrayLength();
    }

    private static async Task<Guid[]> BacklinksAsync(Api who, Guid page) =>
        [.. (await who.DoAsync(HttpMethod.Get, $"/api/pages/{page}/backlinks")).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid())];

    private async Task<Document> WriteLinkAsync(Api who, Guid page, string mark, string value)
    {
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, who.Token!);
        await socket.OpenAsync(page);
        var document = new Document(ReplicaId.Create());
        await socket.WriteDurablyAsync(1, WriteLink(document, mark, value));
        return document;
    }

    private static ReadOnlyMemory<byte> WriteLink(Document document, string mark, string value)
    {
        using Transaction change = document.Begin();
        BlockId block = change.CreateBlock("paragraph", BlockId.Root);
        change.InsertText(block, 0, "see there");
        change.Mark(block, 4, 5, mark, value);
        return change.Commit();
    }

    private static ReadOnlyMemory<byte> Erase(Document document)
    {
        using Transaction change = document.Begin();
        Block block = document.EnumerateBlocks().Single();
        change.DeleteText(block.Id, 0, block.TextLength);
        return change.Commit();
    }

    private async Task WriteAsync(Api who, Guid page, string text)
    {
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, who.Token!);
        await socket.OpenAsync(page);
        await socket.WriteDurablyAsync(1, new Document(ReplicaId.Create()).Paragraph(text).Update);
    }

    private async Task<Document> ReadAsync(Api who, Guid page)
    {
        using RawSocket socket = await RawSocket.SignInAsync(server.Address, who.Token!);
        var document = new Document(ReplicaId.Create());
        document.Apply((await socket.OpenAsync(page)).Update.Span);
        return document;
    }
}
