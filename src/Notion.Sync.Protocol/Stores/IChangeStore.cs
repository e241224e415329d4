namespace Notion.Sync.Protocol;

/// <summary>Where a client keeps its pages, so that work done offline survives a restart.</summary>
/// <remarks>
/// A page is a set of updates (their order does not matter: changes are idempotent and wait for what they depend on) and a list of pending
/// changes, oldest first: those made here and not yet known to be durable at the server. Every method is one transaction: when its
/// task is done, the effect survives a kill of the process. Safe from any thread. Several clients, in one process or several, may share a store.
/// </remarks>
public interface IChangeStore : IAsyncDisposable
{
    /// <summary>All there is of a page; empty lists for a page never stored.</summary>
    /// <param name="page">The page.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask<StoredPage> LoadAsync(Guid page, CancellationToken cancellationToken);

    /// <summary>Adds changes made here, to the updates and to the pending list.</summary>
    /// <param name="page">The page.</param>
    /// <param name="changes">The changes, oldest first.</param>
    /// <param name="cancellationToken">Ends the waiting; the changes may or may not have been added then.</param>
    /// <returns>For each change its id, the same in both lists; ids rise.</returns>
    ValueTask<IReadOnlyList<long>> AppendLocalAsync(Guid page, IReadOnlyList<LocalChange> changes, CancellationToken cancellationToken);

    /// <summary>Adds an update that came from the server.</summary>
    /// <param name="page">The page.</param>
    /// <param name="update">The update.</param>
    /// <param name="cancellationToken">Ends the waiting; the update may or may not have been added then.</param>
    /// <returns>Its id.</returns>
    ValueTask<long> AppendRemoteAsync(Guid page, ReadOnlyMemory<byte> update, CancellationToken cancellationToken);

    /// <summary>Takes changes off the pending list: they are durable, or were rejected. Their updates stay. Unknown ids are ignored.</summary>
    /// <param name="page">The page.</param>
    /// <param name="pending">Their ids.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask RemovePendingAsync(Guid page, IReadOnlyList<long> pending, CancellationToken cancellationToken);

    /// <summary>Puts one update in the place of several: to compact a page, or to drop rejected content. Updates that others added meanwhile stay.</summary>
    /// <param name="page">The page.</param>
    /// <param name="updates">The ids of the updates that go; unknown ids are ignored.</param>
    /// <param name="replacement">What takes their place.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The replacement's id.</returns>
    ValueTask<long> ReplaceAsync(Guid page, IReadOnlyList<long> updates, ReadOnlyMemory<byte> replacement, CancellationToken cancellationToken);
}
