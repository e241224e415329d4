using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Notion.Crdt;
using Notion.Server.Search;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Search;

public sealed class Finding(SharedServer server)
{
    [Fact]
    public async Task AnEditIsFoundWithinASecondAndNoLongerFoundWhenItIsGone()
    {
        using Team team = await Team.GatherAsync(server.Address);
        using RawSocket socket = await team.ConnectAsync();
        var document = new Document(ReplicaId.Create());
        (BlockId block, ReadOnlyMemory<byte> update) = document.Paragraph("The quick brown fox");
        await socket.WriteDurablyAsync(1, update);
        JsonElement found = Assert.Single(await FindSoonAsync(team, "brown", 1));
        Assert.Equal(team.Page, found.GetProperty("pageId").GetGuid());
        Assert.Equal(block.ToGuid(), found.GetProperty("blockId").GetGuid());
        Assert.Equal(["[brown]"], Marked(found));

        await socket.WriteDurablyAsync(2, document.Type(block, " jumps"));
        Assert.Single(await FindSoonAsync(team, "fox jumps", 1));

        using (Transaction change = document.Begin())
        {
            change.Delete(block);
            update = change.Commit();
        }
        await socket.WriteDurablyAsync(3, update);
        Assert.Empty(await FindSoonAsync(team, "brown", 0));
    }

    [Theory]
    [InlineData("cafe", "[Café] crème")]
    [InlineData("CREME caf", "[Café] [crème]")]
    [InlineData("Žluťoučký", "příliš [žluťoučký] kůň")]
    [InlineData("kůň", "příliš žluťoučký [kůň]")]
    [InlineData("strasse", "[Straße]")]
    [InlineData("ελλαδα", "[Ελλάδα]")]
    [InlineData("東京", "[東京]都")]
    [InlineData("東", "[東京]都")]
    [InlineData("cafe", "[Cafe\u0301]")]
    [InlineData("2030 budget", "[Budget] for [2030]")]
    public async Task WordsAreFoundWithoutAccentsAndByTheirBeginning(string query, string marked)
    {
        using Team team = await Team.GatherAsync(server.Address);
        using RawSocket socket = await team.ConnectAsync();
        string text = marked.Replace("[", string.Empty, StringComparison.Ordinal).Replace("]", string.Empty, StringComparison.Ordinal);
        await socket.WriteDurablyAsync(1, new Document(ReplicaId.Create()).Paragraph(text).Update);
        Assert.Equal([marked], Marked(Assert.Single(await FindSoonAsync(team, query, 1)), true));
    }

    [Theory]
    [InlineData("<script>alert(1)</script> pancake", "pancake", "<script>alert(1)</script> [pancake]")]
    [InlineData("\" OR 1=1 -- waffle ' \\", "\" OR 1=1 -- waffle", "\" [OR] [1]=[1] -- [waffle] ' \\")]
    [InlineData("a title:x body:y scope:z NEAR(b c) gaufre*", "title:x NEAR(b gaufre*", "a [title]:[x] body:y scope:z [NEAR]([b] c) [gaufre]*")]
    public async Task WhatStandsInTextOrQueryIsNeverAnythingButText(string text, string query, string marked)
    {
        using Team team = await Team.GatherAsync(server.Address);
        using RawSocket socket = await team.ConnectAsync();
        await socket.WriteDurablyAsync(1, new Document(ReplicaId.Create()).Paragraph(text).Update);
        Assert.Equal([marked], Marked(Assert.Single(await FindSoonAsync(team, query, 1)), true));
    }

    [Fact]
    public async Task TitlesComeBeforeTextAndPartsFollowOnEachOther()
    {
        using Team team = await Team.GatherAsync(server.Address);
        using RawSocket socket = await team.ConnectAsync();
        var document = new Document(ReplicaId.Create());
        for (int i = 0; i < 6; i++) await socket.WriteDurablyAsync(i + 1, document.Paragraph($"Walrus number {i}").Update);
        Guid titled = await team.Api.CreatePageAsync(team.Workspace, title: "All about the walrus, at some length, so that the title is the longer text");
        await FindSoonAsync(team, "walrus", 7);

        var found = new List<Guid?>();
        string? next = null;
        do
        {
            JsonElement part = (await team.Api.GetAsync($"/api/search?q=walrus&limit=3&workspace={team.Workspace}{next}")).Body;
            found.AddRange(part.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("blockId").ValueKind == JsonValueKind.Null ? (Guid?)null : item.GetProperty("blockId").GetGuid()));
            next = part.GetProperty("next").ValueKind == JsonValueKind.Null ? null : $"&after={part.GetProperty("next")}";
        }
        while (next is not null);
        Assert.Equal(7, found.Distinct().Count());
        Assert.Equal(7, found.Count);
        Assert.Null(found[0]);
        Assert.NotEqual(Guid.Empty, titled);
    }

    [Fact]
    public async Task NobodyFindsWhatTheyMayNotSee()
    {
        using Team team = await Team.GatherAsync(server.Address);
        using Team others = await Team.GatherAsync(server.Address);
        await team.Api.CreatePageAsync(team.Workspace, title: "Secret rhinoceros");
        await FindSoonAsync(team, "rhinoceros", 1);
        Assert.Empty((await others.Api.GetAsync("/api/search?q=rhinoceros")).Body.GetProperty("items").EnumerateArray());
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await others.Api.GetAsync($"/api/search?q=rhinoceros&workspace={team.Workspace}"));

        Guid elsewhere = await team.Api.CreateWorkspaceAsync();
        using Api bound = await team.Api.MakeTokenAsync(elsewhere, "read_content");
        Assert.Empty((await bound.GetAsync("/api/search?q=rhinoceros")).Body.GetProperty("items").EnumerateArray());
        Api.AssertProblem(HttpStatusCode.NotFound, "not_found", await bound.GetAsync($"/api/search?q=rhinoceros&workspace={team.Workspace}"));
        using Api blind = await team.Api.MakeTokenAsync(team.Workspace, "insert_content");
        Api.AssertProblem(HttpStatusCode.Forbidden, "scope_missing", await blind.GetAsync("/api/search?q=rhinoceros"));
    }

    [Fact]
    public async Task APageThatIsRestrictedOrInTheTrashIsNotFoundThoughItsWordsAreInTheIndex()
    {
        using Team team = await Team.GatherAsync(server.Address);
        using Api member = await Api.SignUpAsync(server.Address, "searching-member@example.com");
        await team.Api.AdmitAsync(team.Workspace, member);
        Guid page = await team.Api.CreatePageAsync(team.Workspace, title: "Platypus");
        await FindSoonAsync(team, "platypus", 1);
        string query = $"/api/search?q=platypus&workspace={team.Workspace}";
        Assert.Single((await member.GetAsync(query)).Body.GetProperty("items").EnumerateArray());

        await server.Server.Sql.WriteAsync(session => session.ExecuteAsync("UPDATE pages SET is_restricted = @on WHERE id = @id", ("@on", true), ("@id", page)));
        Assert.Empty((await member.GetAsync(query)).Body.GetProperty("items").EnumerateArray());
        Assert.Single((await team.Api.GetAsync(query)).Body.GetProperty("items").EnumerateArray());

        await server.Server.Sql.WriteAsync(session => session.ExecuteAsync("UPDATE pages SET trashed_at = @at WHERE id = @id", ("@at", DateTimeOffset.UtcNow), ("@id", page)));
        Assert.Empty((await team.Api.GetAsync(query)).Body.GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?q=")]
    [InlineData("?q=%20!%20%22")]
    public async Task NothingIsFoundByNoWord(string query)
    {
        using Api user = await Api.SignUpAsync(server.Address);
        await user.CreateWorkspaceAsync();
        (HttpStatusCode status, JsonElement body) = await user.GetAsync($"/api/search{query}");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(0, body.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("limit", "?q=x&limit=0")]
    [InlineData("limit", "?q=x&limit=101")]
    [InlineData("after", "?q=x&after=-1")]
    public async Task AParameterThatIsWrongIsNamed(string field, string query)
    {
        using Api user = await Api.SignUpAsync(server.Address);
        (HttpStatusCode Status, JsonElement Body) answer = await user.GetAsync($"/api/search{query}");
        Api.AssertProblem(HttpStatusCode.BadRequest, "invalid_field", answer);
        Assert.Equal(field, answer.Body.GetProperty("field").GetString());
    }

    [Fact]
    public async Task TheIndexIsBuiltAnewFromWhatIsThere()
    {
        await using TestServer own = await TestServer.StartAsync();
        using Team team = await Team.GatherAsync(own.Address);
        using RawSocket socket = await team.ConnectAsync();
        await socket.WriteDurablyAsync(1, new Document(ReplicaId.Create()).Paragraph("An armadillo").Update);
        await FindSoonAsync(team, "armadillo", 1);
        var index = own.Services.GetRequiredService<ISearchIndex>();
        await index.Place.WriteAsync(async session =>
        {
            await index.ClearAsync(session);
            return 0;
        });
        Assert.Empty((await team.Api.GetAsync("/api/search?q=armadillo")).Body.GetProperty("items").EnumerateArray());
        await own.Services.GetRequiredService<SearchIndexer>().ResetAsync(default);
        await FindSoonAsync(team, "armadillo", 1);
    }

    /// <summary>Between the index's commit and the removal of its notes a process may end.</summary>
    [Fact]
    public async Task ANoteThatWasTakenByAProcessThatEndedIsTakenAgain()
    {
        TestStore.RequireSqlite();
        await using TestServer own = await TestServer.StartAsync();
        using Team team = await Team.GatherAsync(own.Address);
        using RawSocket socket = await team.ConnectAsync();
        await socket.WriteDurablyAsync(1, new Document(ReplicaId.Create()).Paragraph("A wombat").Update);
        await FindSoonAsync(team, "wombat", 1);
        var index = own.Services.GetRequiredService<ISearchIndex>();
        await index.Place.WriteAsync(async session =>
        {
            await index.ClearAsync(session);
            return 0;
        });
        await own.Sql.WriteAsync(session => session.ExecuteAsync("INSERT INTO search_changes (page_id, block_id, is_taken) SELECT page_id, id, 1 FROM blocks"));
        await FindSoonAsync(team, "wombat", 1);
        for (int left = 100; await own.Sql.ReadAsync(session => session.QueryNumberAsync("SELECT count(*) FROM search_changes")) > 0; left--)
        {
            Assert.True(left > 0, "The notes stay.");
            await Task.Delay(50);
        }
    }

    private static async Task<JsonElement[]> FindSoonAsync(Team team, string query, int count)
    {
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            (HttpStatusCode status, JsonElement body) = await team.Api.GetAsync($"/api/search?q={Uri.EscapeDataString(query)}&workspace={team.Workspace}");
            Assert.Equal(HttpStatusCode.OK, status);
            JsonElement[] items = [.. body.GetProperty("items").EnumerateArray()];
            if (items.Length == count) return items;
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5), $"Found {items.Length} for '{query}', not {count}.");
            await Task.Delay(20);
        }
    }

    /// <summary>The text with its ranges in brackets, or only these.</summary>
    private static string[] Marked(JsonElement item, bool whole = false)
    {
        string text = item.GetProperty("text").GetString()!;
        (int Start, int Length)[] ranges = [.. item.GetProperty("ranges").EnumerateArray().Select(range => (range.GetProperty("start").GetInt32(), range.GetProperty("length").GetInt32()))];
        if (!whole) return [.. ranges.Select(range => $"[{text.Substring(range.Start, range.Length)}]")];
        foreach ((int start, int length) in ranges.Reverse()) text = text.Insert(start + length, "]").Insert(start, "[");
        return [text];
    }
}
