using System.Globalization;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>Real processes on one SQLite store, up to three at once on the same page, killed at random moments: whatever one of them was told is stored is there, once.</summary>
public sealed class KilledWritersTests
{
    private const int KillsPerStore = 25;
    private static readonly Guid Page = Guid.Parse("0190f3a2-0000-7000-8000-00000000000c");

    [Fact]
    public async Task WhatWasStoredSurvivesTheKillAndIsThereOnce()
    {
        int kills = int.TryParse(Environment.GetEnvironmentVariable("NOTION_KILLS"), out int count) ? count : 6;
        int seed = int.TryParse(Environment.GetEnvironmentVariable("NOTION_SEED"), out int given) ? given : new Random().Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"NOTION_SEED={seed} NOTION_KILLS={kills}");
        var random = new Random(seed);
        int reported = 0;
        for (int done = 0; done < kills; done += KillsPerStore) reported += await OnOneStoreAsync(random, done, Math.Min(kills - done, KillsPerStore));
        Assert.True(reported > kills, $"Only {reported} edits were reported: the writers do not write.");
        TestContext.Current.TestOutputHelper!.WriteLine($"{kills} kills, {reported} edits reported as stored, none lost, none there twice");
    }

    private static async Task<int> OnOneStoreAsync(Random random, int first, int kills)
    {
        string folder = Directory.CreateTempSubdirectory("notion-kills-").FullName;
        try
        {
            string store = Path.Combine(folder, "store.db");
            var reported = new List<string>();
            for (int started = 0; started < kills;)
            {
                int together = Math.Min(random.Next(1, 4), kills - started);
                reported.AddRange((await Task.WhenAll(Enumerable.Range(first + started, together).Select(number => RunAndKillAsync(store, number, random.Next(), random.Next())))).SelectMany(told => told));
                started += together;
                await CheckAsync(store, reported, online: false);
            }
            await CheckAsync(store, reported, online: true);
            Assert.Equal([store], Directory.GetFiles(folder));
            return reported.Count;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One in four is killed while it starts and takes over what others left, the others while they write.</summary>
    private static async Task<IReadOnlyList<string>> RunAndKillAsync(string store, int number, int seed, int moment)
    {
        await using WriterProcess writer = WriterProcess.Start(store, Page, string.Create(CultureInfo.InvariantCulture, $"w{number}"), seed, enough: moment % 97);
        if (moment % 4 != 0) await writer.WhenEnoughAsync();
        await Task.Delay(moment / 4 % (moment % 4 == 0 ? 400 : 30));
        return await writer.KillAsync();
    }

    private static async Task CheckAsync(string path, List<string> reported, bool online)
    {
        await using var net = new TestNet(new FakeHost()) { IsUp = online };
        await using SqliteChangeStore store = await SqliteChangeStore.OpenAsync(path);
        await using SyncClient client = net.Client(store);
        SyncedDocument page = await client.OpenAsync(Page);
        string[] shown = page.Text().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Empty(reported.Except(shown));
        Assert.Equal(shown.Length, shown.Distinct().Count());
        Assert.True(page.PendingCount >= reported.Count, $"{page.PendingCount} edits are pending, {reported.Count} were stored, none was sent");
        if (!online) return;
        await page.WhenDurableAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
        Assert.Equal(shown.Order(), net.Host[Page].Committed.Text().Split('\n', StringSplitOptions.RemoveEmptyEntries).Order());
    }
}
