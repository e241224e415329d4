using Notion.Crdt;
using Notion.Server.Nodes;
using Notion.Server.Store;

namespace Notion.Server.Rooms;

/// <summary>Makes a change of a page only while the page is as the asker has seen it.</summary>
/// <remarks>
/// A room merges first and commits then, so it cannot take a change back that turns out to come too late. This writes past it: the log takes an update only right behind the one that it was made on, in the
/// transaction that looks. Where a commit, of whichever server, was faster, nothing is written, and the page is looked at again. The page's rooms, here and elsewhere, hear of it like of another server's commit.
/// </remarks>
internal sealed class ConditionalWriter(IPageLog log, RoomServices services)
{
    /// <summary>So often others may be faster while the condition still holds, as it does where it asks for any state.</summary>
    private const int Attempts = 10;

    /// <param name="pageId">The page.</param>
    /// <param name="author">Who asks; their access was checked.</param>
    /// <param name="edit">Edits the document and returns the update; called again for every attempt.</param>
    /// <param name="isAsSeen">Whether what is committed of the page is what the asker has seen.</param>
    /// <param name="cancellation">Ends the reading, not the commit.</param>
    /// <returns>Whether it was as seen, and the change is durable; else nothing was done.</returns>
    /// <exception cref="StoreException">The change could not be stored.</exception>
    public async Task<bool> TryWriteAsync(Guid pageId, Guid author, Func<Document, ReadOnlyMemory<byte>> edit, Func<Task<bool>> isAsSeen, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            // The log is read before the condition: were something committed between the two, the log would not take the update.
            PageHistory history = await log.ReadAsync(pageId, cancellation);
            if (!await isAsSeen()) return false;
            var page = new LoadedPage(new SnapshotAndTail(history), ReplicaId.Create(), services.DocumentOptions);
            ReadOnlyMemory<byte> update = edit(page.Document);
            if (update.IsEmpty) return true;
            var commit = new PageCommit(pageId, history.LastSequence + 1, [new PageUpdate(update.ToArray(), author, services.Time.GetUtcNow())], page.Projector.Take(), null);
            try
            {
                await log.AppendAsync(commit);
            }
            catch (StoreException exception) when (exception.Code == StoreErrorCode.Conflict && attempt < Attempts)
            {
                continue;
            }
            services.Nodes.Publish(new NodeMessage.PageAdvanced(pageId, commit.LastSequence));
            return true;
        }
    }
}
