using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>
/// Three writers, a server that crashes and loses what it has not committed, connections that break, clients that are restarted: in the end all agree,
/// and everything that anybody typed is there exactly once. The seed decides what happens, the scheduler when.
/// </summary>
public sealed class ChaosTests
{
    private static readonly Guid Page = Guid.Parse("0190f3a2-0000-7000-8000-00000000000c");

    /// <summary>Six seeds, or as many as the environment asks for in NOTION_CHAOS_SEEDS.</summary>
    public static TheoryData<int> Seeds { get; } =
        [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("NOTION_CHAOS_SEEDS"), out int count) ? count : 6)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task NothingIsLostAndNothingIsDoubled(int seed)
    {
        var random = new Random(seed);
        var host = new FakeHost { CommitsByHand = true };
        var refusals = new Random(seed);
        host.Refuse = _ => refusals.Next(17) == 0 ? (SyncErrorCode.StoreUnavailable, true) : null;
        await using var net = new TestNet(host);
        var stores = Enumerable.Range(0, 3).Select(_ => new MemoryChangeStore()).ToArray();
        var clients = stores.Select((store, i) => net.Client(store, user: $"{i}")).ToArray();
        var pages = new SyncedDocument[3];
        for (int i = 0; i < 3; i++) pages[i] = await clients[i].OpenAsync(Page);

        var typed = new List<string>();
        for (int step = 0; step < 120; step++)
        {
            int who = random.Next(3);
            switch (random.Next(20))
            {
                case < 11:
                    string token = $"<{typed.Count}>";
                    typed.Add(token);
                    pages[who].Edit(document => Type(document, token, random));
                    break;
                case < 15: host.Commit(); break;
                case 15: await net.CutAsync(); break;
                case 16: await net.CrashAsync(); break;
                case 17:
                    await clients[who].DisposeAsync();
                    clients[who] = net.Client(stores[who], user: $"{who}");
                    pages[who] = await clients[who].OpenAsync(Page);
                    break;
                default: await Task.Delay(random.Next(5)); break;
            }
            if (random.Next(4) == 0) net.IsUp = true;
        }

        net.IsUp = true;
        host.CommitsByHand = false;
        host.Commit();
        await Eventually.IsTrueAsync(
            () => pages.All(page => page.State == SyncState.Durable),
            () => $"seed {seed}: all is durable; " + string.Join("; ", pages.Select((page, i) =>
                $"{page.State} {page.PendingCount} pending, {clients[i].State}, {page.Error ?? clients[i].LastError}")));
        string committed = host[Page].Committed.Text();
        await Eventually.IsTrueAsync(() => pages.All(page => page.Text() == committed), $"seed {seed}: all agree");
        foreach (string token in typed)
            Assert.True(committed.Split(token).Length == 2, $"seed {seed}: {token} is there {committed.Split(token).Length - 1} times");
        Assert.Empty(host.Failures);
        foreach (SyncClient client in clients) await client.DisposeAsync();
    }

    /// <summary>Between two tokens, so that none is cut apart.</summary>
    private static void Type(Document document, string token, Random random)
    {
        Block[] blocks = [.. document.EnumerateBlocks()];
        using Transaction transaction = document.Begin();
        if (blocks.Length == 0 || random.Next(3) == 0)
        {
            transaction.InsertText(transaction.CreateBlock("paragraph", document.Root.Id), 0, token);
        }
        else
        {
            Block block = blocks[random.Next(blocks.Length)];
            transaction.InsertText(block.Id, random.Next(2) == 0 ? 0 : block.TextLength, token);
        }
        transaction.Commit();
    }
}
