namespace Notion.Server.Store;

/// <summary>The content of pages: an append-only log of updates, with snapshots so that opening costs no replay of everything.</summary>
internal interface IPageLog
{
    /// <summary>The page at one moment: no commit falls between snapshot and tail. An empty history where there is no such page.</summary>
    Task<PageHistory> ReadAsync(Guid pageId, CancellationToken cancellation = default);

    /// <summary>What the versions of pages follow from, without their snapshots: one for each page that has anything, in any order.</summary>
    Task<IReadOnlyList<PageVersion>> ReadVersionsAsync(IReadOnlyList<Guid> pageIds, CancellationToken cancellation = default);

    /// <summary>Every update after one, in order; null where the log does not reach back to it any more.</summary>
    async Task<IReadOnlyList<byte[]>?> ReadAfterAsync(Guid pageId, long sequence, CancellationToken cancellation = default)
    {
        PageHistory history = await ReadAsync(pageId, cancellation).ConfigureAwait(false);
        return sequence < history.SnapshotSequence ? null : [.. history.Tail.Skip((int)(sequence - history.SnapshotSequence))];
    }

    /// <summary>
    /// Appends. When the task completes the commit is on the disk and survives the death of the process and of the machine;
    /// when it fails nothing of it was stored, or, where the store could not be asked any more, nobody knows.
    /// </summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.Conflict"/>: the log has got further, by somebody else or by this very commit, and nothing was stored by this call; read what was
    /// appended, then try again. Any other code: try again.</exception>
    Task AppendAsync(PageCommit commit);
}
