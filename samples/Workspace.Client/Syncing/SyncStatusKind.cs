namespace Notion.Workspace.Client.Syncing;

/// <summary>How far the changes made here have come.</summary>
public enum SyncStatusKind
{
    /// <summary>All of them are on the server's disk.</summary>
    Saved,

    /// <summary>Some are on their way.</summary>
    Busy,

    /// <summary>There is no connection; they wait here.</summary>
    Offline,

    /// <summary>The server did not take some of them.</summary>
    Refused,
}
