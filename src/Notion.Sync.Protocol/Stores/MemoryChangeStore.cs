using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>Keeps pages for as long as the process lives: for tests, and for clients that are only useful online.</summary>
public sealed class MemoryChangeStore : IChangeStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Page> _pages = [];
    private long _lastId;

    /// <inheritdoc/>
    public ValueTask<StoredPage> LoadAsync(Guid page, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_pages.TryGetValue(page, out Page? stored)
                ? new StoredPage([.. stored.Updates.Select(entry => new StoredUpdate(entry.Key, entry.Value))], [.. stored.Pending.Values])
                {
                    CreateIn = stored.CreateIn,
                }
                : new StoredPage([], []));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<long>> WriteAsync(Guid page, StoreWrite write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        lock (_gate)
        {
            if (!_pages.TryGetValue(page, out Page? stored)) _pages.Add(page, stored = new Page());
            if (write.Number > 0 && stored.Writes.TryGetValue(write.Writer, out (long Number, IReadOnlyList<long> Ids) last) && last.Number == write.Number) return ValueTask.FromResult(last.Ids);
            var ids = new List<long>(write.Updates.Count + write.Local.Count);
            foreach (long id in write.Replaced) stored.Updates.Remove(id);
            foreach (long id in write.Settled) stored.Pending.Remove(id);
            foreach (RefusedChange refused in write.Refused)
                if (stored.Pending.TryGetValue(refused.Id, out PendingChange? pending)) stored.Pending[refused.Id] = pending with { RefusedWith = refused.Code };
            foreach (ReadOnlyMemory<byte> update in write.Updates) ids.Add(stored.Add(++_lastId, update));
            foreach (LocalChange change in write.Local)
            {
                ids.Add(stored.Add(++_lastId, change.Update));
                stored.Pending.Add(_lastId, new PendingChange(_lastId, change));
            }
            if (write.CreateIn is { } createIn) stored.CreateIn = createIn == Guid.Empty ? null : createIn;
            if (write.Number > 0) stored.Writes[write.Writer] = (write.Number, ids);
            return ValueTask.FromResult<IReadOnlyList<long>>(ids);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Guid>> FindUnsentAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return ValueTask.FromResult<IReadOnlyList<Guid>>([.. _pages.Where(page => page.Value.Pending.Count > 0 || page.Value.CreateIn is not null).Select(page => page.Key)]);
    }

    /// <summary>Does nothing: a client that is restarted on the same instance finds its pages again.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Page
    {
        public SortedDictionary<long, ReadOnlyMemory<byte>> Updates { get; } = [];

        public SortedDictionary<long, PendingChange> Pending { get; } = [];

        public Dictionary<ReplicaId, (long Number, IReadOnlyList<long> Ids)> Writes { get; } = [];

        public Guid? CreateIn { get; set; }

        public long Add(long id, ReadOnlyMemory<byte> update)
        {
            Updates.Add(id, update);
            return id;
        }
    }
}
