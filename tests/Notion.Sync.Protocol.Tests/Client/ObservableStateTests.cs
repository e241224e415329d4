using System.Collections.Concurrent;
using System.ComponentModel;
using System.Text;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Tests;

/// <summary>What a user interface binds to changes with an event, and never claims what is not so: of the store, of the server's memory, of its disk.</summary>
public sealed class ObservableStateTests
{
    private static readonly Guid[] Pages = [Guid.Parse("0190f3a2-0000-7000-8000-000000000001"), Guid.Parse("0190f3a2-0000-7000-8000-000000000002")];

    [Fact]
    public async Task EachPropertyThatChangesIsNamed()
    {
        var host = new FakeHost { CommitsByHand = true };
        await using var net = new TestNet(host);
        await using SyncClient client = net.Client();
        var seen = new ConcurrentDictionary<string, object?>();
        client.PropertyChanged += (_, change) => seen[$"client.{change.PropertyName}"] = change.PropertyName == nameof(SyncClient.Summary) ? client.Summary : client.State;
        SyncedDocument page = await client.OpenAsync(Pages[0]);
        page.PropertyChanged += (_, change) => seen[change.PropertyName!] = typeof(SyncedDocument).GetProperty(change.PropertyName!)!.GetValue(page);
        await page.WhenOpenAsync(Eventually.Soon);
        page.Append("text");
        await Eventually.IsTrueAsync(() => Equals(seen.GetValueOrDefault(nameof(page.State)), SyncState.Received), "the state is told");
        Assert.Equal((1, PageAccess.Full), (seen[nameof(page.PendingCount)], page.Access));
        Assert.Equal(ConnectionState.Online, seen["client.State"]);
        await Eventually.IsTrueAsync(() => Equals(seen["client.Summary"], new SyncSummary(ConnectionState.Online, SyncState.Received, 1, 1)), () => $"{seen["client.Summary"]}");

        host.Commit();
        await Eventually.IsTrueAsync(() => Equals(seen["client.Summary"], new SyncSummary(ConnectionState.Online, SyncState.Durable, 1, 0)), () => $"{seen["client.Summary"]}");
        Assert.Equal((SyncState.Durable, 0), (seen[nameof(page.State)], seen[nameof(page.PendingCount)]));
        host.Access = _ => (SyncErrorCode.AccessDenied, PageAccess.None);
        await net.CutAsync();
        await Eventually.IsTrueAsync(() => seen.GetValueOrDefault(nameof(page.Error)) is SyncException { Code: SyncErrorCode.AccessDenied }, "the error is told");
        await page.DisposeAsync();
        Assert.Equal((null, 0, 0), (client.Summary.State, client.Summary.OpenPages, client.Summary.PendingCount));
    }

    /// <summary>Four seeds, or as many as the environment asks for in NOTION_CHAOS_SEEDS.</summary>
    public static TheoryData<int> Seeds { get; } =
        [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("NOTION_CHAOS_SEEDS"), out int count) ? count : 4)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task NoClaimIsFalse(int seed)
    {
        var random = new Random(seed);
        var host = new FakeHost { CommitsByHand = true };
        var store = new WitnessStore();
        var truth = new Truth(host, store);
        await using var net = new TestNet(host);
        await using SyncClient client = net.Client(store);
        var pages = new SyncedDocument[Pages.Length];
        for (int i = 0; i < pages.Length; i++)
        {
            SyncedDocument page = pages[i] = await client.OpenAsync(Pages[i]);
            page.PropertyChanged += (_, _) => truth.Check(page);
        }
        client.PropertyChanged += (_, _) => truth.Check(client);
        for (int step = 0; step < 120; step++)
        {
            switch (random.Next(12))
            {
                case < 6: truth.Type(pages[random.Next(pages.Length)]); break;
                case < 8: host.Commit(); break;
                case 8: store.Fails = !store.Fails; break;
                case 9 when net.IsUp && random.Next(3) == 0: await net.CrashAsync(); break;
                case 10: net.IsUp = true; break;
                default: await Task.Delay(random.Next(4)); break;
            }
            foreach (SyncedDocument page in pages) truth.Check(page);
            truth.Check(client);
        }
        (store.Fails, net.IsUp, host.CommitsByHand) = (false, true, false);
        host.Commit();
        await Task.WhenAll(pages.Select(page => page.WhenDurableAsync(Eventually.Soon)));
        await Eventually.IsTrueAsync(() => client.Summary is { State: SyncState.Durable, PendingCount: 0 }, () => $"{client.Summary}");
        foreach (SyncedDocument page in pages) truth.Check(page);
        truth.Check(client);
        Assert.Empty(truth.Lies);
    }

    /// <summary>What was typed, and what has really become of it. A claim is about what had been typed before it was read, and none of what it can be about is ever undone.</summary>
    private sealed class Truth(FakeHost host, WitnessStore store)
    {
        private readonly ConcurrentDictionary<Guid, ConcurrentQueue<(string Token, OpId Operation)>> _typed = [];
        private int _number;

        public ConcurrentQueue<string> Lies { get; } = [];

        public void Type(SyncedDocument page)
        {
            string token = $"<{++_number}>";
            OpId operation = default;
            page.Edit(document =>
            {
                document.Append(token);
                operation = new OpId(document.Replica, document.Version[document.Replica]);
            });
            _typed.GetOrAdd(page.Page, _ => []).Enqueue((token, operation));
        }

        public void Check(SyncedDocument page)
        {
            (string, OpId)[] typed = Typed(page.Page);
            Check(page.Page, typed, page.State);
            int pending = page.PendingCount;
            if (pending == 0) Check(page.Page, typed, SyncState.Durable);
        }

        public void Check(SyncClient client)
        {
            (string, OpId)[][] typed = [.. Pages.Select(Typed)];
            if (client.Summary is { State: { } state, OpenPages: 2 })
                for (int i = 0; i < Pages.Length; i++) Check(Pages[i], typed[i], state);
        }

        private (string, OpId)[] Typed(Guid page) => _typed.TryGetValue(page, out ConcurrentQueue<(string, OpId)>? queue) ? [.. queue] : [];

        private void Check(Guid page, (string Token, OpId Operation)[] typed, SyncState state)
        {
            string committed = state == SyncState.Durable ? host.CommittedText(page) : "";
            foreach ((string token, OpId operation) in typed)
            {
                if (state != SyncState.Unstored && !store.Has(operation)) Lies.Enqueue($"{state}, but {token} is not stored");
                if (state == SyncState.Durable && !committed.Contains(token, StringComparison.Ordinal)) Lies.Enqueue($"Durable, but {token} is not committed");
                if (state == SyncState.Received && !host.HasHad(Encoding.UTF8.GetBytes(token))) Lies.Enqueue($"Received, but the server never had {token}");
            }
        }
    }

    /// <summary>A store in memory that knows what it has taken, and fails when a test says so: before the write, or after it.</summary>
    private sealed class WitnessStore : IChangeStore
    {
        private readonly MemoryChangeStore _inner = new();
        private readonly ConcurrentDictionary<OpId, bool> _taken = new();
        private int _writes;

        public bool Fails { get; set; }

        public bool Has(OpId operation) => _taken.ContainsKey(operation);

        public ValueTask<StoredPage> LoadAsync(Guid page, CancellationToken cancellationToken) => _inner.LoadAsync(page, cancellationToken);

        public async ValueTask<IReadOnlyList<long>> WriteAsync(Guid page, StoreWrite write, CancellationToken cancellationToken)
        {
            await Task.Yield();
            bool isLate = Interlocked.Increment(ref _writes) % 2 == 0;
            if (Fails && !isLate) throw new ChangeStoreException(ChangeStoreErrorCode.Full, "The disk is full.");
            IReadOnlyList<long> ids = await _inner.WriteAsync(page, write, cancellationToken);
            foreach (LocalChange change in write.Local) _taken[new OpId(change.Replica, change.End)] = true;
            return Fails ? throw new ChangeStoreException(ChangeStoreErrorCode.Unavailable, "The disk is gone.") : ids;
        }

        public ValueTask<IReadOnlyList<Guid>> FindUnsentAsync(CancellationToken cancellationToken) => _inner.FindUnsentAsync(cancellationToken);

        public ValueTask DisposeAsync() => _inner.DisposeAsync();
    }
}
