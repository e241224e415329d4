using Notion.Crdt;
using Notion.Server.Store;

namespace Notion.Server.Rooms;

/// <summary>Reads pages, and makes changes of them, that are asked for otherwise than through <c>/sync</c>: through the page's room like all others, so that whoever has it open sees them at once.</summary>
internal sealed class PageWriter(RoomDirectory rooms)
{
    private const int Attempts = 3;

    /// <summary>Makes a change; the task completes once it is durable. The asker's access was checked.</summary>
    /// <param name="pageId">The page.</param>
    /// <param name="author">Who asks.</param>
    /// <param name="edit">Edits the document and returns the update; called on the room's thread, and again where the room had to be rebuilt.</param>
    /// <param name="cancellation">Ends the waiting, not the change.</param>
    /// <exception cref="CrdtException">The edit was refused; nothing was done.</exception>
    /// <exception cref="StoreException">The change could not be stored.</exception>
    public Task WriteAsync(Guid pageId, Guid author, Func<Document, ReadOnlyMemory<byte>> edit, CancellationToken cancellation) =>
        AskAsync(pageId, done => new RoomMessage.Write(author, edit, done), cancellation);

    /// <summary>Looks at the page as it is now, as those see it who have it open.</summary>
    /// <param name="pageId">The page.</param>
    /// <param name="read">Changes nothing, and is quick: called on the room's thread.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <exception cref="StoreException">The page could not be read.</exception>
    public async Task<T> ReadAsync<T>(Guid pageId, Func<Document, T> read, CancellationToken cancellation)
    {
        T? found = default;
        await AskAsync(pageId, done => new RoomMessage.Read(document => found = read(document), done), cancellation);
        return found!;
    }

    private async Task AskAsync(Guid pageId, Func<TaskCompletionSource, RoomMessage> message, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Room room = rooms.Enter(pageId);
            try
            {
                if (!await room.PostAsync(message(done), cancellation)) done.SetException(RoomMachine.Evicted());
                await done.Task.WaitAsync(cancellation);
                return;
            }
            catch (StoreException exception) when (exception.Code == StoreErrorCode.Conflict && attempt < Attempts)
            {
                // The room went before it was stored; the next one begins with what the store has.
            }
            finally
            {
                rooms.Leave(room);
            }
        }
    }
}
