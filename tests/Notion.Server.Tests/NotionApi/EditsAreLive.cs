using System.Diagnostics;
using System.Text.Json;
using Notion.Crdt;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;

namespace Notion.Server.Tests.NotionApi;

/// <summary>What is edited over REST goes through the page's room, as a change of the asker's.</summary>
public sealed class EditsAreLive(SharedServer server, ITestOutputHelper output)
{
    [Fact]
    public async Task WhoeverHasThePageOpenSeesThemAtOnce()
    {
        const int edits = 200;
        await using ApiTeam team = await ApiTeam.GatherAsync(server.Address);
        JsonElement block = await team.AppendTextAsync("start");
        using RawSocket socket = await team.Team.ConnectAsync();
        var document = new Document(ReplicaId.Create());
        document.Apply((await team.Team.ReadAsync()).ExportSince(VersionVector.Empty));
        var took = new List<double>();
        for (int i = 0; i < edits; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Task<JsonElement> answer = team.Token.DoAsync(HttpMethod.Patch, $"/v1/blocks/{block.GetProperty("id")}", Paragraph($"edit {i}"));
            document.Apply((await socket.ReceiveAsync<ChangesFrame>()).Update.Span);
            took.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            Assert.Equal([$"edit {i}"], document.Texts());
            await answer;
        }
        took.Sort();
        output.WriteLine($"A block edit through REST on an open socket: p50 {took[edits / 2]:F1} ms, p99 {took[edits * 99 / 100]:F1} ms.");
        Assert.True(took[edits / 2] < 100, $"p50 {took[edits / 2]:F1} ms");
    }

    [Fact]
    public async Task TheyMergeWithWhatOthersTypeAtTheSameTime()
    {
        await using ApiTeam team = await ApiTeam.GatherAsync(server.Address);
        JsonElement block = await team.AppendTextAsync("one two three");
        using RawSocket socket = await team.Team.ConnectAsync();
        Document document = await team.Team.ReadAsync();
        BlockId id = document.EnumerateBlocks().Single().Id;
        ReadOnlyMemory<byte> typed;
        using (Transaction edit = document.Begin())
        {
            edit.InsertText(id, 3, ", more,");
            edit.Mark(id, 0, 3, MarkTypes.Comment, "thread", true);
            typed = edit.Commit();
        }
        await team.Token.DoAsync(HttpMethod.Patch, $"/v1/blocks/{block.GetProperty("id")}", Paragraph("one two 3"));
        await socket.WriteDurablyAsync(1, typed);
        JsonElement read = await team.Token.DoAsync(HttpMethod.Get, $"/v1/blocks/{block.GetProperty("id")}");
        Assert.Equal("one, more, two 3", Text(read));
        Document merged = await team.Team.ReadAsync();
        Assert.True(merged.GetBlock(id).RichText[0].Marks.Has(MarkTypes.Comment));
    }

    [Fact]
    public async Task TheyAreInHistoryWithTheirAuthor()
    {
        await using ApiTeam team = await ApiTeam.GatherAsync(server.Address);
        await team.AppendTextAsync("by an integration");
        JsonElement item = (await team.Team.Api.DoAsync(HttpMethod.Get, $"/api/pages/{team.Page}/history")).GetProperty("items")[0];
        Assert.Equal(team.Team.Api.UserId.ToString(), item.GetProperty("author").GetString());
        Assert.Equal(17, item.GetProperty("summary").GetProperty("inserted").GetInt32());
        JsonElement page = await team.Token.DoAsync(HttpMethod.Get, $"/v1/pages/{team.Page}");
        Assert.Equal(team.Team.Api.UserId, page.GetProperty("last_edited_by").GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task WhatEditorsWriteIsReadOverRestAtOnce()
    {
        await using ApiTeam team = await ApiTeam.GatherAsync(server.Address);
        using RawSocket socket = await team.Team.ConnectAsync();
        var document = new Document(ReplicaId.Create());
        for (int i = 1; i <= 20; i++)
        {
            await socket.WriteDurablyAsync(i, document.Paragraph($"line {i}").Update);
            JsonElement list = await team.Token.DoAsync(HttpMethod.Get, $"/v1/blocks/{team.Page}/children");
            Assert.Equal($"line {i}", Text(list.GetProperty("results")[i - 1]));
        }
    }

    private static object Paragraph(string text) => new { paragraph = new { rich_text = (object[])[new { text = new { content = text } }] } };

    private static string Text(JsonElement block) => string.Concat(block.GetProperty("paragraph").GetProperty("rich_text").EnumerateArray().Select(item => item.GetProperty("plain_text").GetString()));
}
