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
                ? new StoredPage([.. stored.Updates.Select(entry => new StoredUpdate(entry.Key, entry.Value))], [.. stored.Pending.Select(entry => new PendingChange(entry.Key, entry.Value))])
                : new StoredPage([], []));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<long>> AppendLocalAsync(Guid page, IReadOnlyList<LocalChange> changes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        lock (_gate)
        {
            Page stored = Get(page);
            var ids = new long[changes.Count];
            for (int i = 0; i < ids.Length; i++)
            {
                ids[i] = ++_lastId;
                stored.Updates.Add(ids[i], changes[i].Update);
                stored.Pending.Add(ids[i], changes[i]);
            }
            return ValueTask.FromResult<IReadOnlyList<long>>(ids);
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> AppendRemoteAsync(Guid page, ReadOnlyMemory<byte> update, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            Get(page).Updates.Add(++_lastId, update);
            return ValueTask.FromResult(_lastId);
        }
    }

    /// <inheritdoc/>
    public ValueTask RemovePendingAsync(Guid page, IReadOnlyList<long> pending, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pending);
        lock (_gate)
        {
            Page stored = Get(page);
            foreach (long id in pending) stored.Pending.Remove(id);
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<long> ReplaceAsync(Guid page, IReadOnlyList<long> updates, ReadOnlyMemory<byte> replacement, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(updates);
        lock (_gate)
        {
            Page stored = Get(page);
            foreach (long id in updates) stored.Updates.Remove(id);
            stored.Updates.Add(++_lastId, replacement);
            return ValueTask.FromResult(_lastId);
        }
    }

    /// <summary>Does nothing: a client that is restarted on the same instance finds its pages again.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Page Get(Guid page)
    {
        if (!_pages.TryGetValue(page, out Page? stored)) _pages.Add(page, stored = new Page());
        return stored;
    }

    private sealed class Page
    {
        public SortedDictionary<long, ReadOnlyMemory<byte>> Updates { get; } = [];

        public SortedDictionary<long, LocalChange> Pending { get; } = [];
    }
}
