using Notion.Server.Permissions;

namespace Notion.Server.Store;

/// <summary>Where pages lie, and the trash. Each call judges and does in one transaction, so what it was judged by still holds when it is done.</summary>
internal interface IPageTree
{
    /// <summary>Puts the page, with all under it, under another page or to the top.</summary>
    /// <returns>What kept it from being done; null when done.</returns>
    Task<PermissionRefusal?> MoveAsync(Guid pageId, Guid? parentId, Asker asker, DateTimeOffset now, CancellationToken cancellation = default);

    /// <summary>Puts the page, with all under it, into the trash.</summary>
    Task<PermissionRefusal?> TrashAsync(Guid pageId, Asker asker, DateTimeOffset now, CancellationToken cancellation = default);

    /// <summary>Takes the page out of the trash. Where its parent is in the trash it comes back at the top, restricted to who restores it: it must not be seen by more people than before.</summary>
    Task<PermissionRefusal?> RestoreAsync(Guid pageId, Asker asker, DateTimeOffset now, CancellationToken cancellation = default);

    /// <summary>Deletes the page in the trash for good, with all under it, if the asker has full access to each of them.</summary>
    /// <param name="pageId">The page.</param>
    /// <param name="asker">Who asks.</param>
    /// <param name="now">The time.</param>
    /// <param name="gone">What the audit says of each page that goes.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>The page that is gone; or what kept it from being done.</returns>
    Task<(PermissionRefusal? Refusal, Page? Deleted)> DeleteAsync(Guid pageId, Asker asker, DateTimeOffset now, Func<Page, AuditEvent> gone, CancellationToken cancellation = default);

    /// <summary>Deletes a page that has been in the trash since before <paramref name="before"/>, with all under it.</summary>
    /// <returns>The page that is gone; null when there is none left to delete.</returns>
    Task<Page?> DeleteOneFromTrashAsync(DateTimeOffset before, Func<Page, AuditEvent> gone, CancellationToken cancellation = default);

    /// <summary>Copies the page and what lies under it, as far as the asker may see it, as it is committed, with its history and with what each page says about who may do what.</summary>
    /// <param name="pageId">The page.</param>
    /// <param name="copyId">The id of the page's copy; the ids of the others are the server's.</param>
    /// <param name="parentId">Where the copy goes; null for the top.</param>
    /// <param name="asker">Who asks.</param>
    /// <param name="now">The time.</param>
    /// <param name="created">What the audit says of each copy.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task<PermissionRefusal?> DuplicateAsync(Guid pageId, Guid copyId, Guid? parentId, Asker asker, DateTimeOffset now, Func<Page, AuditEvent> created, CancellationToken cancellation = default);

    /// <summary>Marks the page as a favourite of the user's, or no longer. Asks nobody for leave.</summary>
    Task SetFavouriteAsync(Guid pageId, Guid userId, bool isFavourite, DateTimeOffset now, CancellationToken cancellation = default);

    /// <summary>Pages whose blocks link to or mention the page, seen or not, in order of id.</summary>
    Task<IReadOnlyList<Guid>> ListLinkingAsync(Guid pageId, Guid? after, int limit, CancellationToken cancellation = default);
}
