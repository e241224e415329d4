namespace Notion.Server.Store;

/// <summary>The content of pages: an append-only log of updates, with snapshots so that opening costs no replay of everything.</summary>
internal interface IPageLog
{
    /// <summary>The page at one moment: no commit falls between snapshot and tail. An empty history where there is no such page.</summary>
    Task<PageHistory> ReadAsync(Guid pageId, CancellationToken cancellation = default);

    /// <summary>What the versions of pages follow from, without their snapshots: one for each page that has anything, in any order.</summary>
    Task<IReadOnlyList<PageVersion>> ReadVersionsAsync(IReadOnlyList<Guid> pageIds, CancellationToken cancellation = default);

    /// <summary>
    /// Appends. When the task completes the commit is on the disk and survives the death of the process and of the machine;
    /// when it fails nothing of it was stored.
    /// </summary>
    /// <exception cref="StoreException"><see cref="StoreErrorCode.Conflict"/>: somebody else appended first; read again. Any other code: try the same commit again.</exception>
    Task AppendAsync(PageCommit commit);
}
