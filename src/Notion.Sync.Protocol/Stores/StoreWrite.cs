using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>What one call of <see cref="IChangeStore.WriteAsync"/> does to a page: all of it, or nothing.</summary>
public sealed record StoreWrite
{
    /// <summary>Who writes: an id that nobody else has.</summary>
    public ReplicaId Writer { get; init; }

    /// <summary>Which of the writer's writes to the page this is, 1 for the first. A write that failed is tried again under the same number, and as it was, before the next one comes. 0: a write that cannot be tried again.</summary>
    public long Number { get; init; }

    /// <summary>Updates to add: what came from the server, or, with <see cref="Replaced"/>, what takes the place of others.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Updates { get; init; } = [];

    /// <summary>Changes made here, oldest first, to add to the updates and to the pending list.</summary>
    public IReadOnlyList<LocalChange> Local { get; init; } = [];

    /// <summary>Changes on the pending list that were taken back. They stay there, with the reason, until the application has been told. Unknown ids are ignored.</summary>
    public IReadOnlyList<RefusedChange> Refused { get; init; } = [];

    /// <summary>Ids to take off the pending list: the changes are durable, or were dropped and the application knows. Their updates stay. Unknown ids are ignored.</summary>
    public IReadOnlyList<long> Settled { get; init; } = [];

    /// <summary>Ids of updates that go, because <see cref="Updates"/> holds all that they hold. Unknown ids are ignored, and updates that others added meanwhile stay.</summary>
    public IReadOnlyList<long> Replaced { get; init; } = [];

    /// <summary>Where the server is to create the page: see <see cref="StoredPage.CreateIn"/>. Null leaves it as it is, <see cref="Guid.Empty"/> takes it away.</summary>
    public Guid? CreateIn { get; init; }

    /// <summary>The bytes to write.</summary>
    public long Bytes => Updates.Sum(update => (long)update.Length) + Local.Sum(change => (long)change.Update.Length);
}
