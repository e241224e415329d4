using Notion.Sync.Protocol;

namespace Notion.Workspace.Client.Syncing;

/// <summary>The state of a page's synchronization, as the person at the screen reads it. It says "Saved" for what is on the server's disk, and for nothing less.</summary>
public sealed record SyncStatus(SyncStatusKind Kind, string Text)
{
    /// <summary>Puts a page's state into words.</summary>
    /// <param name="page">The page.</param>
    /// <param name="isAway">Whether the connection was lost: then every attempt to connect again still reads "Offline".</param>
    public static SyncStatus Of(SyncedDocument page, bool isAway) => page.State switch
    {
        SyncState.Durable when page.Access is PageAccess.View or PageAccess.Comment => new(SyncStatusKind.Saved, "You can read this page, not change it"),
        SyncState.Durable => new(SyncStatusKind.Saved, "Saved"),
        SyncState.Unstored when page.Error is not null => new(SyncStatusKind.Refused, WithWaiting("Not kept on this device", page.PendingCount)),
        SyncState.Unstored when !isAway => new(SyncStatusKind.Busy, "Saving…"),
        SyncState.Sending or SyncState.Received => new(SyncStatusKind.Busy, "Saving…"),
        SyncState.Connecting when !isAway => new(SyncStatusKind.Busy, WithWaiting("Connecting", page.PendingCount)),
        SyncState.Unstored => new(SyncStatusKind.Offline, "Offline — keeping changes…"),
        SyncState.Offline or SyncState.Connecting => new(SyncStatusKind.Offline, WithWaiting("Offline", page.PendingCount)),
        SyncState.Rejected => new(SyncStatusKind.Refused, "Some changes were refused"),
        SyncState.Refused => new(SyncStatusKind.Refused, WithWaiting("The server does not open this page", page.PendingCount)),
        _ => throw new ArgumentOutOfRangeException(nameof(page), page.State, "A sync state that this client has no words for."),
    };

    private static string WithWaiting(string state, int changes) => changes switch
    {
        0 => state,
        1 => $"{state} — 1 change waiting",
        _ => $"{state} — {changes} changes waiting",
    };
}
