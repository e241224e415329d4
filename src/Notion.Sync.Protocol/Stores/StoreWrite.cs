namespace Notion.Sync.Protocol;

/// <summary>What one call of <see cref="IChangeStore.WriteAsync"/> does to a page: all of it, or nothing.</summary>
public sealed record StoreWrite
{
    /// <summary>Updates to add: what came from the server, or, with <see cref="Replaced"/>, what takes the place of others.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Updates { get; init; } = [];

    /// <summary>Changes made here, oldest first, to add to the updates and to the pending list.</summary>
    public IReadOnlyList<LocalChange> Local { get; init; } = [];

    /// <summary>Ids to take off the pending list: the changes are durable, or were dropped. Their updates stay. Unknown ids are ignored.</summary>
    public IReadOnlyList<long> Settled { get; init; } = [];

    /// <summary>Ids of updates that go, because <see cref="Updates"/> holds all that they hold. Unknown ids are ignored, and updates that others added meanwhile stay.</summary>
    public IReadOnlyList<long> Replaced { get; init; } = [];

    /// <summary>Where the server is to create the page: see <see cref="StoredPage.CreateIn"/>. Null leaves it as it is, <see cref="Guid.Empty"/> takes it away.</summary>
    public Guid? CreateIn { get; init; }

    /// <summary>The bytes to write.</summary>
    public long Bytes => Updates.Sum(update => (long)update.Length) + Local.Sum(change => (long)change.Update.Length);
}
