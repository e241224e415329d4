using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Notion.Crdt;
using Notion.Server.Search;
using Notion.Server.Store.Sql;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Search;

/// <summary>The index is a projection like the others: whatever was edited, renamed, copied and deleted, it has the words that an index of what is there now has.</summary>
public sealed class TheIndexEqualsOneBuiltAnew
{
    [Fact]
    public async Task AfterEveryKindOfEditAndAfterPagesWereCopiedAndDeleted()
    {
        int seed = Environment.TickCount & 0xFFFF;
        var random = new Random(seed);
        await using TestServer server = await TestServer.StartAsync();
        using Team team = await Team.GatherAsync(server.Address);
        RawSocket socket = await team.ConnectAsync();
        var document = new Document(ReplicaId.Create());
        for (int batch = 1; batch <= 120; batch++)
            if (RandomEdits.Make(document, random) is { Length: > 0 } update) await socket.WriteDurablyAsync(batch, update);
        Guid copy = (await team.Api.DoAsync(HttpMethod.Post, $"/api/pages/{team.Page}/duplicate", new { })).GetProperty("id").GetGuid();
        Guid gone = (await team.Api.DoAsync(HttpMethod.Post, $"/api/pages/{team.Page}/duplicate", new { })).GetProperty("id").GetGuid();
        await team.Api.DoAsync(HttpMethod.Patch, $"/api/pages/{copy}", new { title = "Another title" });
        await team.Api.DoAsync(HttpMethod.Post, $"/api/pages/{gone}/trash");
        await team.Api.DoAsync(HttpMethod.Delete, $"/api/pages/{gone}");
        await Projections.AssertEqualAsync(server.Sql, team.Page, document, $"seed {seed}");

        long start = Stopwatch.GetTimestamp();
        while (await server.Sql.ReadAsync(session => session.QueryNumberAsync("SELECT count(*) FROM search_changes")) > 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20), "The index does not catch up.");
            await Task.Delay(20);
        }
        List<string> kept = await ReadAsync(server);
        await server.Services.GetRequiredService<SearchIndexer>().RebuildAsync(CancellationToken.None);
        List<string> built = await ReadAsync(server);
        Assert.True(kept.SequenceEqual(built), $"Seed {seed}. Only kept:\n{string.Join('\n', kept.Except(built))}\nOnly built anew:\n{string.Join('\n', built.Except(kept))}");
        Assert.NotEmpty(kept);
    }

    /// <summary>Every word with where it stands.</summary>
    private static Task<List<string>> ReadAsync(TestServer server) => server.Sql.WriteAsync(async session =>
    {
        if (session.Dialect == SqlDialect.Postgres)
            return await session.QueryAsync("SELECT CAST(page_id AS text) || ' ' || CAST(block_id AS text) || ' ' || CAST(words AS text) AS entry FROM search_entries ORDER BY 1", row => row.Text(0));
        await session.ExecuteAsync("CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_vocabulary USING fts5vocab('main', 'search_words', 'instance')");
        return await session.QueryAsync(
            "SELECT e.page_id || ' ' || e.block_id || ' ' || v.term || ' ' || v.col || ' ' || v.offset AS entry FROM temp.search_vocabulary v JOIN search_entries e ON e.id = v.doc ORDER BY 1", row => row.Text(0));
    });
}
