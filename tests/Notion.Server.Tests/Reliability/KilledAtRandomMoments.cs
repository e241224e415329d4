using System.Globalization;
using Notion.Crdt;
using Notion.Server.Store.Postgres;
using Notion.Server.Tests.Running;

namespace Notion.Server.Tests.Reliability;

/// <summary>
/// <c>kill -9</c> of the server, of PostgreSQL and of one of its backends, in turn, at random moments under load. <c>NOTION_KILLS</c> says how many (3), <c>NOTION_SEED</c> which moments.
/// </summary>
public sealed class KilledAtRandomMoments(ITestOutputHelper output)
{
    private const int Writers = 3;
    private const int LookEvery = 20;

    /// <summary>90 s; counted in looks, since a machine that measures something else may stop the whole test for a while.</summary>
    private const int Patience = 90_000 / LookEvery;

    [Fact]
    public async Task EveryDurablyAcknowledgedChangeIsThereNoneTwiceAndTheRowsEqualTheDocument()
    {
        TestStore.RequirePostgres();
        int kills = Setting("NOTION_KILLS", 3), seed = Setting("NOTION_SEED", 20261125);
        var random = new Random(seed);
        await using PostgresCluster cluster = await PostgresCluster.StartAsync();
        string connection = cluster.ConnectionString(await TestStore.MigrateAsync(cluster, await cluster.CreateDatabaseAsync()));
        using var directory = new TempDirectory();
        ServerProcess server = await StartAsync();
        using var stop = new CancellationTokenSource();
        var running = new List<Task>();
        var writers = new List<SteadyWriter>();
        try
        {
            for (int i = 0; i < Writers; i++)
            {
                using Team team = await Team.GatherAsync(server.Address);
                writers.Add(new SteadyWriter($"w{i}", team.Api.Token!, team.Page, () => server.Address, seed + i));
                running.Add(writers[i].RunAsync(stop.Token));
            }
            await ProgressAsync(writers, "at the start");
            for (int kill = 0; kill < kills; kill++)
            {
                await Task.Delay(random.Next(20, 500));
                switch (kill % 3)
                {
                    case 0:
                        await server.KillAsync();
                        server.Dispose();
                        server = await StartAsync();
                        break;
                    case 1:
                        await cluster.KillServerAsync();
                        await Task.Delay(random.Next(0, 300));
                        await cluster.StartServerAsync();
                        break;
                    default:
                        await cluster.KillBackendAsync("Notion.Server", random);
                        break;
                }
                await ProgressAsync(writers, $"after kill {kill + 1} (seed {seed})");
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(running);
            await server.TerminateAsync();
            server.Dispose();
        }

        await using PostgresDatabase database = TestStore.Open(connection);
        int durable = 0;
        foreach (SteadyWriter writer in writers)
        {
            Document document = await LoggedPage.CheckAsync(database, writer.Page, $"{kills} kills, seed {seed}");
            string[] shown = document.Texts();
            Assert.Superset(writer.Durable.ToHashSet(), shown.ToHashSet());
            Assert.Equal(shown.Length, shown.Distinct().Count());
            durable += writer.Durable.Count;
        }
        output.WriteLine($"{kills} kills, {durable} changes acknowledged as durable, all there, none twice; seed {seed}.");

        Task<ServerProcess> StartAsync() => ServerProcess.StartOnAsync(connection, directory.Path, "--Notion:SnapshotInterval", "50");
    }

    private static async Task ProgressAsync(List<SteadyWriter> writers, string when)
    {
        int[] before = [.. writers.Select(writer => writer.Progress)];
        for (int look = 0; writers.Where((writer, i) => writer.Progress <= before[i] + 3).Any(); look++, await Task.Delay(LookEvery))
            Assert.True(look < Patience, $"Some page gets no durable acknowledgements any more, {when}.");
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
