using Notion.Crdt;
using Notion.Server.Auditing;
using Notion.Server.Rooms;
using Notion.Server.Store;

namespace Notion.Server.NotionApi;

/// <summary>Makes pages with all that is in them at once: the page, its first change and what SQL readers see of it, in one transaction.</summary>
internal sealed class NewPages(IPageStore store, AuditTrail audit, RoomServices rooms, TimeProvider time)
{
    /// <param name="place">Where it goes.</param>
    /// <param name="author">Who makes it.</param>
    /// <param name="write">Writes what is in it, as one transaction; the update.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="ApiException">It was refused; nothing was done.</exception>
    public async Task<Guid> AddAsync(PagePlace place, Guid author, Func<Document, ReadOnlyMemory<byte>> write, CancellationToken cancellation)
    {
        Guid id = Guid.CreateVersion7();
        DateTimeOffset now = time.GetUtcNow();
        var document = new Document(ReplicaId.Create(), rooms.DocumentOptions);
        PageUpdate[] updates = write(document) is { IsEmpty: false } update ? [new PageUpdate(update.ToArray(), author, now)] : [];
        PageProjection shown = PageProjector.Whole(document);
        var page = new Page(id, place.WorkspaceId, place.ParentId, shown.Title, shown.Icon, author, now, now) { Cover = shown.Cover };
        if (!await store.TryAddAsync(page, updates, shown, audit.PageCreated(author, page), cancellation)) throw ApiException.Conflict("The id of the new page was taken. Try again.");
        return id;
    }
}
