using Notion.Crdt;
using Notion.Server.Store;
using Notion.Sync.Protocol;

namespace Notion.Server.Rooms;

/// <summary>What a room's mailbox takes. The room handles one after the other.</summary>
internal abstract record RoomMessage
{
    public sealed record Join(SyncChannel Channel, VersionVector Version, PageAccess Access) : RoomMessage;

    public sealed record Leave(SyncChannel Channel) : RoomMessage;

    public sealed record Submit(SyncChannel Channel, Guid Author, long Batch, ReadOnlyMemory<byte> Update) : RoomMessage;

    public sealed record Presence(SyncChannel Channel, ReadOnlyMemory<byte> Payload) : RoomMessage;

    /// <summary>Make a change of the server's own.</summary>
    /// <param name="Author">For whom.</param>
    /// <param name="Edit">Edits the document and returns the update.</param>
    /// <param name="Done">Told once it is durable, or why it never will be.</param>
    public sealed record Write(Guid Author, Func<Document, ReadOnlyMemory<byte>> Edit, TaskCompletionSource Done) : RoomMessage;

    /// <summary>Look at the document as it is now, what is not committed yet included: as those do who have the page open.</summary>
    /// <param name="Look">Changes nothing.</param>
    /// <param name="Done">Told when that is done, or why it could not be.</param>
    public sealed record Read(Action<Document> Look, TaskCompletionSource Done) : RoomMessage;

    /// <summary>The store has answered.</summary>
    /// <param name="Failure">Null when everything is on the disk.</param>
    public sealed record Committed(StoreException? Failure) : RoomMessage;

    /// <summary>The log was read.</summary>
    /// <param name="Updates">What was appended by others; null where the log does not reach back far enough.</param>
    /// <param name="Failure">Null when it was.</param>
    public sealed record Pulled(IReadOnlyList<byte[]>? Updates, StoreException? Failure) : RoomMessage;

    /// <summary>The log has got this far.</summary>
    public sealed record Nudged(long Sequence) : RoomMessage;

    /// <summary>The log may have got further.</summary>
    public sealed record LookAgain : RoomMessage;

    /// <summary>The wait after a failed commit or a failed pull is over.</summary>
    public sealed record Retry : RoomMessage;

    /// <summary>A moment has passed since somebody was owed word of a batch.</summary>
    public sealed record Late : RoomMessage
    {
        public static Late Now { get; } = new();
    }

    /// <summary>Tell when nothing is left to commit.</summary>
    public sealed record Flush(TaskCompletionSource Done) : RoomMessage;

    /// <summary>Some time has passed.</summary>
    public sealed record Tick : RoomMessage;
}
