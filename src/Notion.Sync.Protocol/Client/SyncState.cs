namespace Notion.Sync.Protocol;

/// <summary>What is true of a page's local edits just now. Show "saved" for <see cref="Durable"/> and for nothing else.</summary>
public enum SyncState
{
    /// <summary>No connection. Every local edit is in the local store, and is sent later.</summary>
    Offline,

    /// <summary>Connecting, or waiting for the server's answer about this page, or for the rest of it.</summary>
    Connecting,

    /// <summary>Every local edit is in the local store; at least one has not reached the server's memory yet, as far as is known.</summary>
    Sending,

    /// <summary>Every local edit has reached the server's memory; at least one is not committed yet.</summary>
    Received,

    /// <summary>Every local edit is committed at the server, and survives a kill of everything.</summary>
    Durable,

    /// <summary>The server refused an edit, which was dropped: see the <see cref="SyncedDocument.Rejected"/> event. Stays until the next edit or <see cref="SyncedDocument.ClearRejection"/>.</summary>
    Rejected,

    /// <summary>The server does not open this page for the user: see <see cref="SyncedDocument.Error"/>. Every local edit is in the local store, and stays there.</summary>
    Refused,

    /// <summary>
    /// At least one local edit is in this process's memory only: it is being written to the local store, or the store does not take it, for which see <see cref="SyncedDocument.Error"/>.
    /// It comes before all others, whether there is a connection or not, and lasts for a write; a kill of the process in that time takes the edit with it.
    /// </summary>
    Unstored,
}
