namespace Notion.Sync.Protocol;

/// <summary>Local edits that the server refused and that have been dropped, for the application to show, save elsewhere or make again.</summary>
/// <param name="code">Why, for programs.</param>
/// <param name="message">Why and what to do, for people.</param>
/// <param name="updates">The dropped changes, oldest first: the refused one, and those made after it, which may depend on it.</param>
public sealed class RejectedChanges(SyncErrorCode code, string message, IReadOnlyList<ReadOnlyMemory<byte>> updates) : EventArgs
{
    /// <summary>Why, for programs.</summary>
    public SyncErrorCode Code { get; } = code;

    /// <summary>Why and what to do, for people.</summary>
    public string Message { get; } = message;

    /// <summary>The dropped changes, oldest first, each as an update.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Updates { get; } = updates;
}
