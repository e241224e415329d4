using Notion.Crdt;
using Notion.Server.Tests.Running;
using Notion.Sync.Protocol;
using Notion.Traces;

namespace Notion.Server.Tests.Sync;

/// <summary>
/// A recorded session of two people, 23,136 transactions, typed again by two clients of a running server: each edits when and on what its author did.
/// The network holds back what an author had not seen yet; each client loses its connection once in the middle and types on without it.
/// </summary>
public sealed class ClownschoolThroughTheServer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task BothAuthorsAndWhoComesAfterKillNineReadTheSameEnd()
    {
        if (!TraceFolder.TryFind("clownschool.json.gz", out string path, out string reason)) Assert.Skip(reason);
        TextTrace trace = TextTraceReader.Read(path);
        using var directory = new TempDirectory();
        Guid page;
        string token;
        using (ServerProcess server = await ServerProcess.StartAsync(directory.Path))
        {
            using Team team = await Team.GatherAsync(server.Address);
            (page, token) = (team.Page, team.Api.Token!);

            // The trace's agents 1 and 2 are one person who came back under another name: neither ever edits beside the other.
            await using var first = new TypingClient(server.Address, token);
            await using var second = new TypingClient(server.Address, token);
            BlockId block = await first.OpenAsync(page, null);
            await second.OpenAsync(page, block);

            await ReplayAsync(trace, first, second);
            Assert.Equal(trace.EndContent, await first.FinishAsync());
            Assert.Equal(trace.EndContent, await second.FinishAsync());
            Assert.Equal((1, 1), (first.Disconnects, second.Disconnects));
            await server.KillAsync();
        }

        using ServerProcess again = await ServerProcess.StartAsync(directory.Path);
        await using var third = new TypingClient(again.Address, token);
        await third.OpenAsync(page, null);
        Assert.Equal(trace.EndContent, await third.FinishAsync());
    }

    private static async Task ReplayAsync(TextTrace trace, TypingClient first, TypingClient second)
    {
        IReadOnlyList<TraceTransaction> transactions = trace.Transactions;
        var done = new (int First, int Second)[transactions.Count];
        (int First, int Second) now = default;
        int[] breaks = [Break(transactions, transactions.Count * 2 / 5, byFirst: true), Break(transactions, transactions.Count * 3 / 5, byFirst: false)];
        for (int i = 0; i < transactions.Count; i++)
        {
            TraceTransaction transaction = transactions[i];
            bool byFirst = transaction.Agent == 0;
            (int First, int Second) seen = default;
            foreach (int parent in transaction.Parents) seen = (Math.Max(seen.First, done[parent].First), Math.Max(seen.Second, done[parent].Second));
            (TypingClient me, TypingClient other) = byFirst ? (first, second) : (second, first);
            int needed = byFirst ? seen.Second : seen.First;

            if (breaks.Contains(i)) me.Disconnect();
            if (needed > other.Released)
            {
                if (other.IsOffline) other.Reconnect();
                await me.SeeAsync(other, needed);
            }
            me.Type(transaction.Patches);
            now = byFirst ? (now.First + 1, now.Second) : (now.First, now.Second + 1);
            done[i] = byFirst ? (seen.First + 1, seen.Second) : (seen.First, seen.Second + 1);
        }
        await first.SeeAsync(second, now.Second);
        await second.SeeAsync(first, now.First);
    }

    /// <summary>
    /// Where to cut an author's connection: at the start of a stretch that this author types alone, and at whose end the other has seen
    /// all of it, so that what waits offline is exactly what may be sent on coming back.
    /// </summary>
    private static int Break(IReadOnlyList<TraceTransaction> transactions, int from, bool byFirst)
    {
        const int Shortest = 8;
        for (int i = from; i < transactions.Count; i++)
        {
            int end = i;
            while (transactions[end].Agent == 0 == byFirst && transactions[end].Parents is [var parent] && parent == end - 1) end++;
            if (end - i >= Shortest && transactions[i - 1].Agent == 0 == byFirst && transactions[end].Agent == 0 != byFirst && transactions[end].Parents is [var last] && last == end - 1)
                return i;
        }
        throw new InvalidOperationException("The trace has no stretch that one author types alone.");
    }

    /// <summary>One author at a device: a sync client whose network the test holds in its hand.</summary>
    private sealed class TypingClient : IAsyncDisposable
    {
        private readonly GatedTransport.Gate _gate = new();
        private readonly MemoryChangeStore _store = new();
        private readonly SyncClient _client;
        private readonly List<int> _counters = [0];
        private TaskCompletionSource _online = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private GatedTransport? _transport;
        private SyncedDocument _page = null!;
        private BlockId _block;
        private ReplicaId _replica;

        public TypingClient(Uri server, string token)
        {
            _online.SetResult();
            Uri address = new UriBuilder(server) { Scheme = "ws", Path = "/sync" }.Uri;
            _client = new SyncClient(
                async cancellation =>
                {
                    await _online.Task.WaitAsync(cancellation);
                    return _transport = new GatedTransport(await WebSocketTransport.ConnectAsync(address, cancellation), _gate);
                },
                _store,
                new SyncClientOptions { Token = _ => new ValueTask<string>(token), MaxBatchBytes = 1, BackOff = new BackOff { First = TimeSpan.FromMilliseconds(5) } });
            _client.Start();
        }

        public int Disconnects { get; private set; }

        public bool IsOffline => !_online.Task.IsCompleted;

        /// <summary>How many of this author's transactions the other may have seen.</summary>
        public int Released { get; private set; }

        /// <param name="block">The block to type into; null to make it, or to take the one that is there.</param>
        public async Task<BlockId> OpenAsync(Guid page, BlockId? block)
        {
            _page = await _client.OpenAsync(page);
            await _page.WhenOpenAsync().WaitAsync(Patience);
            _gate.Replica = _replica = _page.Read(document => document.Replica);
            _block = block ?? _page.Read(document => document.EnumerateBlocks().Select(found => found.Id).FirstOrDefault());
            if (_block == default) MakeBlock();
            if (block is not null) await UntilAsync(document => document.TryGetBlock(_block, out _));
            return _block;
        }

        public void Type(IReadOnlyList<Patch> patches)
        {
            if (patches.Count > 0)
                _page.Edit(document =>
                {
                    using Transaction change = document.Begin();
                    foreach (Patch patch in patches)
                    {
                        if (patch.Deleted > 0) change.DeleteText(_block, patch.Position, patch.Deleted);
                        if (patch.Inserted.Length > 0) change.InsertText(_block, patch.Position, patch.Inserted);
                    }
                    change.Commit();
                });
            _counters.Add(_page.Read(document => document.Version[_replica]));
        }

        /// <summary>Lets the other's transactions through, up to a number of them, and waits until they are here.</summary>
        public async Task SeeAsync(TypingClient other, int count)
        {
            other.Released = Math.Max(other.Released, count);
            int counter = other._counters[count];
            other._gate.Raise(counter);
            await UntilAsync(document => document.Version[other._replica] >= counter);
        }

        public void Disconnect()
        {
            Disconnects++;
            _online = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _transport!.Abort();
        }

        public void Reconnect()
        {
            _online.SetResult();
            _client.Reconnect();
        }

        /// <summary>Waits until everything typed here is durable; returns the text.</summary>
        public async Task<string> FinishAsync()
        {
            await _page.WhenDurableAsync().WaitAsync(Patience);
            Assert.Equal((SyncState.Durable, 0), (_page.State, _page.PendingCount));
            return _page.Read(document => document.GetBlock(_block).Text);
        }

        public async ValueTask DisposeAsync()
        {
            await _client.DisposeAsync();
            await _store.DisposeAsync();
        }

        private void MakeBlock()
        {
            _page.Edit(document =>
            {
                using Transaction change = document.Begin();
                _block = change.CreateBlock("paragraph", BlockId.Root);
                change.Commit();
            });
            _counters[0] = _page.Read(document => document.Version[_replica]);
            _gate.Raise(_counters[0]);
        }

        private async Task UntilAsync(Func<Document, bool> condition)
        {
            var met = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            void Look(object? sender, EventArgs change)
            {
                if (_page.Read(condition)) met.TrySetResult();
            }
            _page.Changed += Look;
            try
            {
                Look(null, EventArgs.Empty);
                await met.Task.WaitAsync(Patience);
            }
            finally
            {
                _page.Changed -= Look;
            }
        }
    }
}
