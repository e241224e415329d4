using Notion.Crdt;

namespace Notion.Sync.Protocol;

/// <summary>Local edits that the server refused and that have been dropped, for the application to show, save elsewhere or make again.</summary>
public sealed class RejectedChanges : EventArgs
{
    /// <summary>Creates it.</summary>
    /// <param name="code">Why, for programs.</param>
    /// <param name="message">Why and what to do, for people.</param>
    /// <param name="updates">The dropped changes, oldest first.</param>
    /// <param name="texts">The text that went with them.</param>
    /// <param name="lost">All that went with them.</param>
    public RejectedChanges(SyncErrorCode code, string message, IReadOnlyList<ReadOnlyMemory<byte>> updates, IReadOnlyList<LostText>? texts = null, IReadOnlyList<RebaseLoss>? lost = null)
    {
        Code = code;
        Message = message;
        Updates = updates;
        Texts = texts ?? [];
        Lost = lost ?? [];
    }

    /// <summary>Why, for programs.</summary>
    public SyncErrorCode Code { get; }

    /// <summary>Why and what to do, for people.</summary>
    public string Message { get; }

    /// <summary>Whether the same edit, made again later, can succeed: once the user may write, the clock is right, there is room. Otherwise it has to be another edit.</summary>
    public bool CanBeMadeAgain => SyncErrors.CanBeMadeAgain(Code);

    /// <summary>The dropped changes, oldest first, each as an update: the refused ones, and those that depend on them. Local edits that do not depend on them have been kept.
    /// After <see cref="SyncErrorCode.PageCompacted"/>: those of which something could not be made again, as <see cref="Lost"/> says; the rest of them has been kept. A rejection that was not told before the process
    /// ended is told when the page is opened again; then there are only these.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Updates { get; }

    /// <summary>The text that went with them, block by block, as it was shown.</summary>
    public IReadOnlyList<LostText> Texts { get; }

    /// <summary>All that went with them, operation by operation: texts, blocks, moves, values, marks.</summary>
    public IReadOnlyList<RebaseLoss> Lost { get; }
}
