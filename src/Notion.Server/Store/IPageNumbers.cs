namespace Notion.Server.Store;

/// <summary>Short numbers of pages. A page gets one when it is first asked for, and keeps it; none is given twice. Asks nobody for leave.</summary>
internal interface IPageNumbers
{
    /// <summary>The page's number, above 0; 0 where there is no such page.</summary>
    Task<long> GetAsync(Guid pageId, CancellationToken cancellation = default);

    /// <summary>The page of a number; null where there is none.</summary>
    Task<Guid?> FindAsync(long number, CancellationToken cancellation = default);
}
