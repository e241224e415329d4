using System.Diagnostics;
using Notion.Crdt;
using Notion.Sync.Protocol;

namespace Notion.Benchmarks.Sync;

/// <summary>
/// One sync client that types and watches the others of its page. An edit is visible to another client when that client's document
/// includes it; it is durable when the client no longer counts it as pending.
/// </summary>
internal sealed class LoadClient : IAsyncDisposable
{
    private const string Typed = "word ";

    private readonly MemoryChangeStore _store = new();
    private readonly SyncClient _client;
    private readonly List<Edit> _edits = [];
    private readonly List<(long At, double Milliseconds)> _visible = [];
    private readonly List<(long At, double Milliseconds)> _durable = [];
    private readonly Lock _gate = new();
    private LoadClient[] _others = [];
    private int[] _seen = [];
    private int _settled;
    private SyncedDocument _page = null!;
    private BlockId _block;
    private ReplicaId _replica;

    public LoadClient(Uri server, string token)
    {
        _client = new SyncClient(cancellation => WebSocketTransport.ConnectAsync(server, cancellation), _store, new SyncClientOptions { Token = _ => new ValueTask<string>(token) });
        _client.Start();
    }

    public int Sent
    {
        get { lock (_gate) return _edits.Count; }
    }

    public int Undurable => _page.PendingCount;

    /// <summary>Edits of others that are not visible here.</summary>
    public int Missing
    {
        get
        {
            int received;
            lock (_gate) received = _seen.Sum();
            return _others.Sum(other => other.Sent) - received;
        }
    }

    public string Text => _page.Read(document => document.GetBlock(_block).Text);

    /// <param name="block">The block to type into; the default to make it.</param>
    public async Task<BlockId> OpenAsync(Guid page, BlockId block)
    {
        _page = await _client.OpenAsync(page);
        await _page.WhenOpenAsync();
        _page.Edit(document =>
        {
            _replica = document.Replica;
            if (block != default) return;
            using Transaction change = document.Begin();
            block = change.CreateBlock("paragraph", BlockId.Root);
            change.Commit();
        });
        await _page.WhenDurableAsync();
        return _block = block;
    }

    public void Watch(IEnumerable<LoadClient> clients)
    {
        _others = [.. clients.Where(client => client != this)];
        _seen = new int[_others.Length];
        _page.Changed += (_, change) =>
        {
            if (!change.IsLocal) NoteVisible();
        };
        _page.StateChanged += (_, _) => NoteDurable();
    }

    /// <summary>Types one word at a time, every so many seconds.</summary>
    public async Task TypeAsync(double interval, double phase, long start, long end)
    {
        for (int i = 0; ; i++)
        {
            long due = start + (long)((phase + (i * interval)) * Stopwatch.Frequency);
            if (due >= end) return;
            TimeSpan wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (wait > TimeSpan.Zero) await Task.Delay(wait);
            long at = Stopwatch.GetTimestamp();
            _page.Edit(document =>
            {
                using Transaction change = document.Begin();
                change.InsertText(_block, (int)((uint)HashCode.Combine(_replica, i) % (uint)(document.GetBlock(_block).TextLength + 1)), Typed);
                lock (_gate) _edits.Add(new Edit(document.Version[_replica] + Typed.Length, at));
                change.Commit();
            });
        }
    }

    /// <summary>Adds what was measured from a moment on.</summary>
    /// <returns>How many edits of others were seen, the whole time.</returns>
    public long Collect(long from, List<double> visible, List<double> durable)
    {
        lock (_gate)
        {
            visible.AddRange(_visible.Where(sample => sample.At >= from).Select(sample => sample.Milliseconds));
            durable.AddRange(_durable.Where(sample => sample.At >= from).Select(sample => sample.Milliseconds));
            return _visible.Count;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _store.DisposeAsync();
    }

    private void NoteVisible()
    {
        long now = Stopwatch.GetTimestamp();
        VersionVector version = _page.Read(document => document.Version);
        for (int i = 0; i < _others.Length; i++)
        {
            int seen = version[_others[i]._replica];
            while (_others[i].TryGet(_seen[i], out Edit edit) && edit.End <= seen)
            {
                lock (_gate)
                {
                    _seen[i]++;
                    _visible.Add((edit.At, Stopwatch.GetElapsedTime(edit.At, now).TotalMilliseconds));
                }
            }
        }
    }

    private void NoteDurable()
    {
        long now = Stopwatch.GetTimestamp();
        int typed = Sent;
        int settled = typed - _page.PendingCount;
        lock (_gate)
        {
            for (; _settled < settled; _settled++)
                _durable.Add((_edits[_settled].At, Stopwatch.GetElapsedTime(_edits[_settled].At, now).TotalMilliseconds));
        }
    }

    private bool TryGet(int index, out Edit edit)
    {
        lock (_gate)
        {
            bool found = index < _edits.Count;
            edit = found ? _edits[index] : default;
            return found;
        }
    }

    /// <param name="End">The writer's counter after the edit: who has seen that far has the edit.</param>
    /// <param name="At">When it was typed.</param>
    private readonly record struct Edit(int End, long At);
}
