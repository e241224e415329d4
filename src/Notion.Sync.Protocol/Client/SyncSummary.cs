namespace Notion.Sync.Protocol;

/// <summary>What is true of a client as a whole: of its connection, and of the local edits of all pages that are open. Pages that are not open are not in it: see <see cref="SyncClient.SendUnsentAsync"/>.</summary>
/// <param name="Connection">Where the connection stands.</param>
/// <param name="State">
/// The state of the open page that is furthest from durable: <see cref="SyncState.Unstored"/>, then <see cref="SyncState.Rejected"/>, <see cref="SyncState.Refused"/>,
/// <see cref="SyncState.Offline"/>, <see cref="SyncState.Connecting"/>, <see cref="SyncState.Sending"/>, <see cref="SyncState.Received"/>, <see cref="SyncState.Durable"/>. Null where no page is open.
/// </param>
/// <param name="OpenPages">How many pages are open.</param>
/// <param name="PendingCount">How many local edits of theirs are not known to be durable at the server.</param>
public sealed record SyncSummary(ConnectionState Connection, SyncState? State, int OpenPages, int PendingCount);
