namespace Notion.Sync.Protocol;

/// <summary>Where a client keeps its pages, so that work done offline survives a restart.</summary>
/// <remarks>
/// A page is a set of updates (their order does not matter: changes are idempotent and wait for what they depend on) and a list of pending
/// changes, oldest first: those made here and not yet known to be durable at the server. A write is one transaction: when its
/// task is done, the effect survives a kill of the process. Safe from any thread. One client uses one instance. Where several processes, or several instances in one, share what is behind them,
/// each has rows of its own: whoever loads a page takes over the rows of instances that are gone, and copies the updates of those that live.
/// <para>What goes wrong is a <see cref="ChangeStoreException"/>, whose code says what to do.</para>
/// </remarks>
public interface IChangeStore : IAsyncDisposable
{
    /// <summary>All there is of a page; empty lists for a page never stored.</summary>
    /// <param name="page">The page.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask<StoredPage> LoadAsync(Guid page, CancellationToken cancellationToken);

    /// <summary>
    /// Writes, all or nothing, and once: the writer's write of that number, if it took place already, is not made again, and the ids are those that it got then. So a write of which nobody knows
    /// whether it took place can be tried again. A store has to remember the last write of a writer only, and that of the last 16 writers of a page.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <param name="write">What is added and what goes.</param>
    /// <param name="cancellationToken">Ends the waiting; the write may or may not have taken place then.</param>
    /// <returns>Ids for what was added: first those of <see cref="StoreWrite.Updates"/>, then those of <see cref="StoreWrite.Local"/>, each the same in both lists. Ids rise.</returns>
    ValueTask<IReadOnlyList<long>> WriteAsync(Guid page, StoreWrite write, CancellationToken cancellationToken);

    /// <summary>The pages that the server does not have all of: those with pending changes, refused ones included, or that it is to create. Left out are those that only other instances, which live, have changed.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask<IReadOnlyList<Guid>> FindUnsentAsync(CancellationToken cancellationToken);
}
